using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>Google's streams, their errors in every place.</summary>
public sealed class GoogleRowReaderTests
{
    [Theory]
    [InlineData("""[{"results":[{"id":"1"},{"id":"2"}],"requestId":"q"},{"results":[{"id":"3"}],"requestId":"q"}]""", 3, null)]
    [InlineData("""[{"fieldMask":"a","requestId":"q"}]""", 0, null)]
    [InlineData("[]", 0, null)]
    [InlineData("""[{"results":[{"id":"1"}]},{"error":{"code":503}}]""", 1, "judged 503")]
    [InlineData("""[{"error":{"code":429}}]""", 0, "judged 429")]
    [InlineData("""{"error":{"code":401}}""", 0, "judged 401")]
    [InlineData("""[{"results":[{"id":"1"}]}""", 1, "ends too early")]
    [InlineData("""[{"results":[{"id":"1"},""", 1, "ends too early")]
    [InlineData("""{"results":[]}""", 0, "one object")]
    public async Task Rows_come_until_the_end_or_the_error(string json, int rows, string? problem)
    {
        using var reader = new GoogleRowReader(
            PiecedStream.Of(json, 7), "results", error => new ApiFailure(FailureClass.Transient, "judged " + Code(error)), "POST s");
        ApiFailureException? failure = null;
        try
        {
            while (await reader.ReadAsync(default))
            {
                Assert.Equal(reader.Rows.ToString(), reader.Row.GetProperty("id").GetString());
            }
        }
        catch (ApiFailureException error)
        {
            failure = error;
        }

        Assert.Equal(rows, reader.Rows);
        Assert.Equal(problem is null, failure is null);
        Assert.Contains(problem ?? "", failure?.Message ?? "");
        Assert.Equal(problem is null && json != "[]" ? "q" : null, reader.RequestId);
    }

    private static int Code(JsonElement error) => error.GetProperty("code").GetInt32();
}
