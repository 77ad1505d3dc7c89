using System.Net;
using System.Text;
using System.Text.Json;
using ConnectNet.Connectors.FacebookAds;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.FacebookAds.Rows;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Rows;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Data;
using GraphErrors = ConnectNet.Connectors.FacebookAds.Graph.GraphErrors;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>The tables: which code is of which class, what the headers say, what a text is as a number.</summary>
public sealed class GraphErrorsTests
{
    [Theory]
    [InlineData(4, 0, "Throttled")]
    [InlineData(4, 1504022, "Throttled")]
    [InlineData(17, 2446079, "Throttled")]
    [InlineData(17, 1885172, "PermanentStream")]
    [InlineData(32, 0, "Throttled")]
    [InlineData(613, 1487742, "Throttled")]
    [InlineData(368, 1390008, "Throttled")]
    [InlineData(80000, 2446079, "Throttled")]
    [InlineData(80014, 0, "Throttled")]
    [InlineData(1, 0, "Transient")]
    [InlineData(1, 99, "Transient")]
    [InlineData(2, 0, "Transient")]
    [InlineData(2, 1504041, "PermanentStream")]
    [InlineData(2, 1504038, "TooBig")]
    [InlineData(960, 0, "Transient")]
    [InlineData(2601, 1815107, "Transient")]
    [InlineData(-2, 2490547, "RestartSlice")]
    [InlineData(-3, 1504045, "TooBig")]
    [InlineData(100, 1487534, "TooBig")]
    [InlineData(100, 33, "PermanentAccount")]
    [InlineData(100, 3191001, "PermanentAccount")]
    [InlineData(100, 0, "PermanentStream")]
    [InlineData(200, 0, "PermanentAccount")]
    [InlineData(10, 0, "PermanentConnector")]
    [InlineData(102, 0, "PermanentConnector")]
    [InlineData(190, 463, "PermanentConnector")]
    [InlineData(2635, 0, "PermanentConnector")]
    [InlineData(99999, 0, "PermanentStream")]
    public void Each_code_has_its_class(int code, int subcode, string expected)
    {
        var failure = GraphErrors.Judge(ApiRequest.Get("v26.0/act_1/insights"), Response(400, "{}"), new GraphError(code, subcode, "text", false, null));

        Assert.Equal(expected, failure.Class.ToString());
        Assert.Equal(code == 4, failure.IsAppWide);
    }

    [Fact]
    public void Reduce_the_amount_is_known_by_its_text_whatever_the_code()
    {
        var error = new GraphError(1, 0, "Please reduce the amount of data you're asking for, then retry your request", false, null);

        Assert.Equal(FailureClass.TooBig, GraphErrors.Judge(ApiRequest.Get("v26.0/act_1/insights"), Response(500, "{}"), error).Class);
    }

    [Fact]
    public void Headers_say_minutes_and_seconds_and_the_longest_counts()
    {
        var usage = AccountUsage.Read(Response(400, "{}",
            ("X-Business-Use-Case-Usage", """{"1":[{"type":"ads_management","call_count":3,"estimated_time_to_regain_access":0},{"type":"ads_insights","call_count":118,"total_cputime":20,"estimated_time_to_regain_access":7}]}"""),
            ("X-Ad-Account-Usage", """{"acc_id_util_pct":9.67,"reset_time_duration":100,"ads_api_access_tier":"standard_access"}"""),
            ("X-App-Usage", "no json")));

        Assert.Equal(118, usage.Percent);
        Assert.Equal(TimeSpan.FromMinutes(7), usage.Wait);
    }

    [Fact]
    public void The_proof_is_the_vendors() =>
        Assert.Equal("e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a", GraphDialect.Proof("secret", "token"));

    [Theory]
    [InlineData("\"84.27\"", "84.270000")]
    [InlineData("\"-0.5\"", "-0.500000")]
    [InlineData("\"12345678901234567890.123456\"", "12345678901234567890.123456")]
    [InlineData("\"0.0000005\"", "0.000000")]
    [InlineData("\"0.0000015\"", "0.000002")]
    [InlineData("2.5", "2.500000")]
    [InlineData("\"\"", null)]
    [InlineData("\"--\"", null)]
    [InlineData("null", null)]
    public void Decimals_are_exact_and_placeholders_null(string json, string? expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.True(Numbers.TryDecimal(document.RootElement, out var value));
        Assert.Equal(expected, value?.ToPlainString());
    }

    [Theory]
    [InlineData("\"n.a.\"")]
    [InlineData("\"1e999999999\"")]
    [InlineData("\"1,5\"")]
    public void What_is_no_number_is_malformed(string json)
    {
        using var document = JsonDocument.Parse(json);

        Assert.False(Numbers.TryDecimal(document.RootElement, out _));
        Assert.False(Numbers.TryCount(document.RootElement, out _));
    }

    [Fact]
    public void Metrics_that_cannot_be_added_up_say_so_in_the_schema()
    {
        Assert.Equal("false", Metric.Of("reach").Schema().Parameters!["additive"]);
        Assert.Equal("false", Metric.Of("unique_clicks").Schema().Parameters!["additive"]);
        Assert.Null(Metric.Of("impressions").Schema().Parameters);
        Assert.Equal(LogicalTypes.DecimalName, Metric.Of("spend").Schema().Name);
        Assert.Equal(SchemaType.String, Metric.Of("of_next_year").Schema().Type);
    }

    [Fact]
    public void An_empty_page_with_next_goes_on_and_its_cursor_is_found()
    {
        using var cursors = InsightsPage.Read(Response(200, """{"data":[],"paging":{"cursors":{"after":"A"},"next":"https://x/?access_token=t"}}"""))!;
        using var url = InsightsPage.Read(Response(200, """{"data":[],"paging":{"next":"https://x/?after=QQ%3D%3D&access_token=t"}}"""))!;
        using var last = InsightsPage.Read(Response(200, """{"data":[{}],"paging":{"cursors":{"after":"A"}}}"""))!;

        Assert.Equal("A", cursors.After);
        Assert.Equal("QQ==", url.After);
        Assert.Null(last.After);
        Assert.Null(InsightsPage.Read(Response(200, "<html>")));
    }

    private static ApiResponse Response(int status, string body, params (string Name, string Value)[] headers)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return ApiResponse.Of(message, Encoding.UTF8.GetBytes(body));
    }
}
