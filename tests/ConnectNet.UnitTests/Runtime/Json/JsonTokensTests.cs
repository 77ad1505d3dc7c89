using System.Globalization;
using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using Xunit;

namespace ConnectNet.UnitTests.Runtime.Json;

public sealed class JsonTokensTests
{
    [Fact]
    public void Short_numbers_give_the_nearest_double_as_long_ones_do()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var digits = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 19))).ToString(CultureInfo.InvariantCulture);
            var point = random.Next(1, digits.Length + 1);
            var text = (random.Next(2) == 0 ? "-" : "") + (digits[..point].TrimStart('0') is { Length: > 0 } whole ? whole : "0")
                + (point < digits.Length ? "." + digits[point..] : "") + (random.Next(8) == 0 ? "e" + random.Next(-30, 30) : "");
            var reader = new Utf8JsonReader(Encoding.ASCII.GetBytes(text + " "));
            reader.Read();
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
                BitConverter.DoubleToInt64Bits(JsonTokens.Double(ref reader)));
        }
    }

    [Fact]
    public void Names_met_before_are_the_same_string()
    {
        var names = new JsonNames();
        var first = Read(names, """{"spend":1,"sp\u0065nd2":2,"größe":3}""");
        var second = Read(names, """{"spend":1,"spend2":2,"größe":3}""");
        Assert.Equal(["spend", "spend2", "größe"], first);
        Assert.Equal(first, second);
        Assert.Same(first[0], second[0]);
        Assert.Same(first[2], second[2]);
    }

    private static List<string> Read(JsonNames names, string json)
    {
        var found = new List<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var (name, hash) = names.Read(ref reader);
                Assert.Equal(JavaOrder.HashCode(name), hash);
                found.Add(name);
            }
        }

        return found;
    }
}
