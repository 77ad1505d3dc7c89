using System.Text.Json;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("$", """{"a":{"b.c":[1,{"d":"x"}]},"e":null,"f":""}""")]
    [InlineData("a[\"b.c\"][1].d", "\"x\"")]
    [InlineData("$.a[\"b.c\"][0]", "1")]
    [InlineData("e", "null")]
    [InlineData("a[\"b.c\"][2]", null)]
    [InlineData("a.x", null)]
    [InlineData("a[0]", null)]
    [InlineData("f.x", null)]
    public void A_path_leads_to_one_element(string path, string? expected)
    {
        using var json = JsonDocument.Parse("""{"a":{"b.c":[1,{"d":"x"}]},"e":null,"f":""}""");

        Assert.Equal(expected, JsonPath.Parse(path).Find(json.RootElement)?.GetRawText());
    }

    [Theory]
    [InlineData("s", "x")]
    [InlineData("n", "12345678901234567890")]
    [InlineData("t", "true")]
    [InlineData("empty", null)]
    [InlineData("null", null)]
    [InlineData("o", null)]
    [InlineData("missing", null)]
    public void Plain_values_are_given_as_text(string path, string? expected)
    {
        using var json = JsonDocument.Parse("""{"s":"x","n":12345678901234567890,"t":true,"empty":"","null":null,"o":{}}""");

        Assert.Equal(expected, JsonPath.Parse(path).FindText(json.RootElement));
    }

    [Theory]
    [InlineData("", "position 1")]
    [InlineData("a..b", "position 3")]
    [InlineData("a.", "position 3")]
    [InlineData(".a", "position 1")]
    [InlineData("a[", "position 2")]
    [InlineData("a[x]", "position 3")]
    [InlineData("a[\"b]", "position 2")]
    [InlineData("a[]b", "position 4")]
    [InlineData("$a", "position 2")]
    public void A_wrong_path_is_refused_with_the_place(string path, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => JsonPath.Parse(path)).Message);
}
