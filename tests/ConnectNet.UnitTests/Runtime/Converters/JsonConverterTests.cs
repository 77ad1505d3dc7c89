using System.Text;
using ConnectNet.Runtime.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.UnitTests.Runtime.Converters;

/// <summary>What the vectors cannot show: one converter serves many records, and remembers.</summary>
public sealed class JsonConverterTests
{
    private static readonly RawHeaders NoHeaders = [];

    [Fact]
    public void Envelopes_of_different_schemas_may_alternate()
    {
        using var converter = Converter();
        const string A = """{"schema":{"type":"int32","optional":false},"payload":5}""";
        const string B = """{"schema":{"type":"int64","optional":false},"payload":5}""";
        const string Reversed = """{"payload":6,"schema":{"type":"int32","optional":false}}""";

        foreach (var (json, expected) in new (string, object)[] { (A, 5), (A, 5), (B, 5L), (A, 5), (Reversed, 6), (A, 5), (B, 5L), (Reversed, 6) })
        {
            Assert.Equal(expected, Read(converter, json).Value);
        }
    }

    [Theory]
    [InlineData("{0},\"x\":1}")]
    [InlineData("{0},\"payload\":1,\"y\":2}")]
    [InlineData("{0}]")]
    [InlineData("{0}")]
    public void The_remembered_beginning_does_not_hide_a_wrong_end(string end)
    {
        using var converter = Converter();
        const string Start = """{"schema":{"type":"int32","optional":false},"payload":5""";
        Read(converter, Start + "}");

        Assert.Throws<DataException>(() => Read(converter, Start + end[3..]));
        Assert.Equal(5, Read(converter, Start + " } trailing").Value);
        Assert.Equal(7, Read(converter, Start + ",\"payload\":7}").Value);
    }

    [Fact]
    public void The_same_schema_gives_the_same_object()
    {
        using var converter = Converter();
        var schema = SchemaBuilder.Struct().Field("a", Schema.Int32).Build();
        var bytes = Enumerable.Range(0, 3).Select(i => converter.FromConnect("t", NoHeaders, schema, new Struct(schema).Put("a", i))!).ToArray();

        var read = bytes.Select(b => converter.ToConnect("t", NoHeaders, b)).ToArray();

        Assert.Equal(schema, read[0].Schema);
        Assert.All(read, r => Assert.Same(read[0].Schema, r.Schema));
        Assert.Equal([0, 1, 2], read.Select(r => ((Struct)r.Value!).Get("a")));
    }

    [Fact]
    public void A_new_schema_object_for_every_record_is_recognised_and_the_cache_stays_small()
    {
        using var converter = Converter(("schemas.cache.size", "2"));
        for (var i = 0; i < 20; i++)
        {
            var schema = SchemaBuilder.Struct().Field("f" + (i % 5), Schema.Int32).Build();
            var json = Encoding.UTF8.GetString(converter.FromConnect("t", NoHeaders, schema, new Struct(schema).Put("f" + (i % 5), i))!);

            Assert.Equal($$$"""{"schema":{"type":"struct","fields":[{"type":"int32","optional":false,"field":"f{{{i % 5}}}"}],"optional":false},"payload":{"f{{{i % 5}}}":{{{i}}}}}""", json);
            Assert.Equal(i, ((Struct)Read(converter, json).Value!).Get("f" + (i % 5)));
        }
    }

    [Fact]
    public void A_failed_write_leaves_nothing_behind()
    {
        using var converter = Converter();
        var schema = SchemaBuilder.Struct().Field("a", Schema.Int32).Field("b", Schema.Int32).Build();
        Assert.Throws<DataException>(() => converter.FromConnect("t", NoHeaders, schema, new Struct(schema).Put("a", 1)));

        Assert.EndsWith(
            "\"payload\":{\"a\":1,\"b\":2}}",
            Encoding.UTF8.GetString(converter.FromConnect("t", NoHeaders, schema, new Struct(schema).Put("a", 1).Put("b", 2))!),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_carry_Jacksons_words_as_the_cause()
    {
        using var converter = Converter(("schemas.enable", "false"));

        var e = Assert.Throws<DataException>(() => converter.ToConnect("t", NoHeaders, [(byte)'"', 0xFF, (byte)'"']));

        Assert.Equal("Converting byte[] to Kafka Connect data failed due to serialization error: ", e.Message);
        Assert.StartsWith("com.fasterxml.jackson.core.JsonParseException: Invalid UTF-8 start byte 0xff", e.InnerException!.Message, StringComparison.Ordinal);
    }

    private static SchemaAndValue Read(JsonConverter converter, string json) => converter.ToConnect("t", NoHeaders, Encoding.UTF8.GetBytes(json));

    private static JsonConverter Converter(params (string Key, string Value)[] config)
    {
        var converter = new JsonConverter();
        converter.Configure(config.ToDictionary(c => c.Key, c => (string?)c.Value), isKey: false);
        return converter;
    }
}
