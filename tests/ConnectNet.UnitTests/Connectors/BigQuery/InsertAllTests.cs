using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConnectNet.Simulators.BigQuery;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>What the stand-in takes from an insertAll request, and how it stores that: values are numbers or strings, whatever the column's type is.</summary>
public sealed class InsertAllTests
{
    private const string Table = "marketing.t";

    [Theory]
    [InlineData("s", "123", "123")]
    [InlineData("s", "-1.50", "-1.50")]
    [InlineData("s", "12345678901234567890", "12345678901234567890")]
    [InlineData("s", "\"text\"", "text")]
    [InlineData("s", "null", null)]
    [InlineData("i", "\"7\"", 7L)]
    [InlineData("i", "7", 7L)]
    [InlineData("f", "\"1.5\"", 1.5)]
    [InlineData("n", "1.5", "1.5")]
    [InlineData("n", "\"1.5\"", "1.5")]
    public async Task A_value_is_stored_as_the_column_has_it(string column, string json, object? stored)
    {
        await using var standIn = await StartAsync();
        Assert.Null((await InsertAsync(standIn, column, json))["insertErrors"]);
        Assert.Equal(stored, Assert.Single(standIn.Rows(Table))[column]);
    }

    [Theory]
    [InlineData("i", "\"x\"")]
    [InlineData("i", "1.5")]
    [InlineData("s", "{\"a\":1}")]
    [InlineData("s", "[\"a\"]")]
    public async Task A_value_that_is_none_of_the_column_is_refused_and_nothing_stored(string column, string json)
    {
        await using var standIn = await StartAsync();
        Assert.Equal("invalid", (string?)(await InsertAsync(standIn, column, json))["insertErrors"]?[0]?["errors"]?[0]?["reason"]);
        Assert.Empty(standIn.Rows(Table));
    }

    private static async Task<BigQueryStandIn> StartAsync()
    {
        var standIn = await BigQueryStandIn.StartAsync();
        standIn.CreateTable(Table, """
            {"schema":{"fields":[{"name":"s","type":"STRING"},{"name":"i","type":"INTEGER"},{"name":"f","type":"FLOAT"},{"name":"n","type":"NUMERIC"}]}}
            """);
        return standIn;
    }

    private static async Task<JsonNode> InsertAsync(BigQueryStandIn standIn, string column, string json)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync(
            $"{standIn.RestEndpoint}/bigquery/v2/projects/{standIn.Project}/datasets/marketing/tables/t/insertAll",
            JsonNode.Parse($$$"""{"rows":[{"json":{"{{{column}}}":{{{json}}}}}]}"""));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
