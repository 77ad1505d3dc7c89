using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Json;

public sealed class JavaJsonTests
{
    [Fact]
    public void Every_character_is_escaped_as_Jackson_does()
    {
        for (var c = 0; c <= 0xFFFF; c++)
        {
            var expected = (char)c switch
            {
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or (>= '\uD800' and <= '\uDFFF') => $"\\u{c:X4}",
                var other => other.ToString(),
            };

            Assert.Equal($"\"x{expected}y\"", Encoding.UTF8.GetString(SchemalessJson.Write($"x{(char)c}y")));
        }
    }

    [Fact]
    public void Texts_and_names_are_escaped_from_characters_and_from_bytes()
    {
        var json = JavaJson.WriteText("é€\u2028😀\u0001/\u007f", static (writer, text) =>
        {
            writer.WriteStartObject();
            writer.WriteString(text, text);
            writer.WriteString(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text));
            writer.WriteEndObject();
        });

        const string Escaped = "\"é€\u2028\\uD83D\\uDE00\\u0001/\u007f\"";
        Assert.Equal($"{{{Escaped}:{Escaped},{Escaped}:{Escaped}}}", json);
    }

    [Fact]
    public void Long_texts_with_escapes_at_their_end_are_whole()
    {
        var text = new string('a', 100_000) + "\"\uD83D";

        Assert.Equal($"\"{new string('a', 100_000)}\\\"\\uD83D\"", Encoding.UTF8.GetString(SchemalessJson.Write(text)));
    }

    [Theory]
    [InlineData(1e10, "1.0E10")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1.0E-4")]
    [InlineData(9999999, "9999999.0")]
    [InlineData(10000000, "1.0E7")]
    [InlineData(1e23, "9.999999999999999E22")]
    [InlineData(2e23, "1.9999999999999998E23")]
    [InlineData(8.41e21, "8.409999999999999E21")]
    [InlineData(2.2e-322, "2.2E-322")]
    [InlineData(double.Epsilon, "4.9E-324")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void Doubles_have_Javas_text(double value, string expected)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(SchemalessJson.Write(value)));
    }

    [Fact]
    public void Maps_are_written_in_their_own_order_and_on_demand_in_Javas()
    {
        var map = new ConnectMap { ["topic"] = 1L, ["connector.class"] = 2L, ["name"] = null, ["file"] = new List<object?> { true } };

        Assert.Equal("""{"topic":1,"connector.class":2,"name":null,"file":[true]}""", Encoding.UTF8.GetString(SchemalessJson.Write(map)));
        Assert.Equal(
            """{"connector.class":2,"file":[true],"name":null,"topic":1}""",
            JavaJson.WriteText(map, static (writer, m) => SchemalessJson.WriteAsJava(writer, m)));
        Assert.Equal(
            """{"connector.class":2,"name":null,"topic":1,"file":[true]}""",
            JavaJson.WriteText(new ConnectMap(map), static (writer, m) => SchemalessJson.WriteAsJava(writer, m)));
    }

    [Fact]
    public void Hash_and_copy_order_are_those_of_the_fact_sheet()
    {
        string[] names = ["topic", "connector.class", "name", "file"];

        Assert.Equal(["connector.class", "file", "name", "topic"], JavaOrder.HashOrder(names));
        Assert.Equal(["connector.class", "name", "topic", "file"], JavaOrder.CopyOrder(names));
        Assert.Equal(2369, JavaOrder.HashCode("JK"));
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var read = (ConnectMap)SchemalessJson.Read("""{"b":[1,2.5,"x",null,true],"a":{"c":9223372036854775808}}"""u8)!;

        Assert.Equal(["b", "a"], read.Keys);
        Assert.Equal(new object?[] { 1L, 2.5, "x", null, true }, (IReadOnlyList<object?>)read["b"]!);
        Assert.Equal(long.MinValue, ((ConnectMap)read["a"]!)["c"]);
        Assert.Equal("\ud83d", SchemalessJson.Read("\"\\ud83d\""u8));
        Assert.Null(SchemalessJson.Read(""u8));
        Assert.Equal(7L, SchemalessJson.Read("007 x"u8));
    }

    [Fact]
    public void What_Jackson_refuses_is_refused_with_its_words()
    {
        var e = Assert.Throws<JacksonException>(() => SchemalessJson.Read("{\"a\":\n tru}"u8));

        Assert.Equal(
            "Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n"
            + " at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 2, column: 2]",
            e.Message);
        Assert.Throws<DataException>(() => SchemalessJson.Write(new EpochMillis(1)));
    }

    [Fact]
    public void A_deep_document_is_read_up_to_Jacksons_limit()
    {
        static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));

        Assert.NotNull(SchemalessJson.Read(Nested(1000)));
        Assert.StartsWith("Document nesting depth (1001) exceeds", Assert.Throws<JacksonException>(() => SchemalessJson.Read(Nested(1001))).Message, StringComparison.Ordinal);
    }
}
