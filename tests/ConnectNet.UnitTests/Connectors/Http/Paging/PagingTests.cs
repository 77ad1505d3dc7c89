using System.Net;
using System.Text.Json;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;
using ConnectNet.Connectors.Http.Paging;

namespace ConnectNet.UnitTests.Connectors.Http.Paging;

/// <summary>Each way of handing out pages, one step at a time.</summary>
public sealed class PagingTests
{
    private static readonly Uri Base = new("https://api.example/v1/");
    private static readonly PageTarget After = new PageTarget.Parameter("after");
    private static readonly ApiRequest Get = ApiRequest.Get("items", [new("limit", "2"), new("after", "c0")]);

    [Theory]
    [InlineData("""{"paging":{"cursors":{"after":"c1"}}}""", "c1")]
    [InlineData("""{"paging":{"cursors":{"after":17}}}""", "17")]
    [InlineData("""{"paging":{"cursors":{"after":null}}}""", null)]
    [InlineData("""{"paging":{"cursors":{"after":""}}}""", null)]
    [InlineData("""{"paging":{}}""", null)]
    [InlineData("""[]""", null)]
    public void A_cursor_goes_into_the_next_request_and_none_is_the_end(string body, string? expected)
    {
        var step = new CursorPaging(JsonPath.Parse("paging.cursors.after"), After).Next(Get, Answer(body, 2), Base);

        Assert.Equal(expected, step.Next is null ? null : After.Get(step.Next));
        Assert.Equal(expected is null, step.IsEnd);
        Assert.Equal(expected is null ? null : "limit=2&after=" + expected, step.Next is null ? null : Query(step.Next));
    }

    [Fact]
    public void A_page_token_goes_into_the_body()
    {
        var paging = new CursorPaging(JsonPath.Parse("nextPageToken"), new PageTarget.Member("page", "token"));
        var first = ApiRequest.Query("search", """{"query":"ä","page":{"size":5}}""");
        var second = paging.Next(first, Answer("""{"nextPageToken":"t1"}""", 1), Base).Next!;
        var third = paging.Next(second, Answer("""{"nextPageToken":"t2"}""", 1), Base).Next!;

        Assert.Equal("""{"query":"ä","page":{"size":5,"token":"t1"}}""", ((ApiBody.Json)second.Body!).Text);
        Assert.Equal("""{"query":"ä","page":{"size":5,"token":"t2"}}""", ((ApiBody.Json)third.Body!).Text);
        Assert.True(third.IsRead);
    }

    [Theory]
    [InlineData("""{"has_more":true,"cursor":"c"}""", 2, "next")]
    [InlineData("""{"has_more":false,"cursor":"c"}""", 2, "end")]
    [InlineData("""{"has_more":true}""", 2, "RestartSlice")]
    [InlineData("""{"cursor":"c"}""", 2, "next")]
    [InlineData("""{"cursor":"c"}""", 1, "end")]
    public void Rules_can_end_it_before_the_cursors_do(string body, int rows, string expected)
    {
        var rules = new EndRules { HasMore = JsonPath.Parse("has_more"), PageSize = 2, EndsOnShortPage = true };
        var step = new CursorPaging(JsonPath.Parse("cursor"), After, rules).Next(Get, Answer(body, rows), Base);

        Assert.Equal(expected, Shown(step));
    }

    [Theory]
    [InlineData("https://api.example/v1/items?after=c1&limit=2", "/v1/items?after=c1&limit=2")]
    [InlineData("/v1/items?page=2", "/v1/items?page=2")]
    [InlineData("?page=2&q=(a:b%3Ac)", "/v1/items?page=2&q=(a:b%3Ac)")]
    [InlineData("https://api.example/v1/items?access_token=s&after=c1&appsecret_proof=p", "/v1/items?after=c1")]
    [InlineData("https://API.example:443/v1/items?access%5Ftoken=s", "/v1/items")]
    public void The_next_url_is_followed_without_its_credentials(string url, string expected)
    {
        var step = NextUrls("next").Next(Get, Answer(JsonSerializer.Serialize(new { next = url }), 0), Base);

        Assert.Equal(expected, step.Next?.Path);
        Assert.Empty(step.Next!.Parameters);
        Assert.Equal("https://api.example" + expected, ApiMessages.Build(step.Next, Base, []).RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://evil.example/v1/items?access_token=s", "https://evil.example")]
    [InlineData("http://api.example/v1/items", "http://api.example")]
    [InlineData("https://api.example:8443/v1/items", "https://api.example:8443")]
    [InlineData("https://api.example:s3cret@evil.example/", "https://evil.example")]
    [InlineData("//evil.example/x", "https://evil.example")]
    [InlineData("http://", "an address that is none")]
    [InlineData("javascript:1", "an address that is none")]
    public void A_next_url_that_leads_elsewhere_is_refused(string url, string named)
    {
        var step = NextUrls("next").Next(Get, Answer(JsonSerializer.Serialize(new { next = url }), 2), Base);

        Assert.Equal(FailureClass.PermanentStream, step.Failure?.Class);
        Assert.StartsWith($"GET items: the next page is said to be at {named}, which is not below https://api.example: ", step.Failure!.Message);
    }

    [Fact]
    public void A_path_of_the_next_url_that_would_be_another_host_is_not_sent()
    {
        var step = NextUrls("next").Next(Get, Answer("""{"next":"https://api.example//evil.example/x"}""", 2), Base);

        Assert.Throws<ApiFailureException>(() => ApiMessages.Build(step.Next!, Base, []));
    }

    [Theory]
    [InlineData("<https://api.example/v1/items?page=2>; rel=\"next\", <https://api.example/v1/items?page=9>; rel=\"last\"", "/v1/items?page=2")]
    [InlineData("<https://api.example/v1/items?page=1>; rel=\"prev\"; title=\"a, b\", </v1/items?page=3,4>; rel=next", "/v1/items?page=3,4")]
    [InlineData("</v1/x>; rel=\"last Next\"", "/v1/x")]
    [InlineData("<https://api.example/v1/items?page=1>; rel=\"prev\"", null)]
    [InlineData("</a", null)]
    [InlineData(null, null)]
    public void The_link_header_names_the_next_page(string? header, string? expected) =>
        Assert.Equal(expected, new LinkHeaderPaging().Next(Get, Answer("{}", 2, header), Base).Next?.Path);

    [Theory]
    [InlineData("1", """{"pages":3}""", 2, "page=2")]
    [InlineData(null, """{"pages":3}""", 2, "page=2")]
    [InlineData("3", """{"pages":3}""", 2, "end")]
    [InlineData("2", """{"total":5}""", 2, "page=3")]
    [InlineData("3", """{"total":5}""", 1, "end")]
    [InlineData("2", """{"total":"4"}""", 2, "end")]
    [InlineData("2", """{"total":5}""", 0, "RestartSlice")]
    [InlineData("2", "{}", 1, "page=3")]
    [InlineData("2", "{}", 0, "end")]
    public void Page_numbers_count_up_to_what_the_answer_tells(string? page, string body, int rows, string expected)
    {
        var target = new PageTarget.Parameter("page");
        var rules = new EndRules { Total = JsonPath.Parse("total"), TotalPages = JsonPath.Parse("pages"), PageSize = 2 };
        var request = ApiRequest.Get("items", page is null ? [] : [new("page", page)]);
        var step = new PageNumberPaging(target, 1, rules).Next(request, Answer(body, rows), Base);

        Assert.Equal(expected, step.Next is { } next ? Query(next) : Shown(step));
    }

    [Theory]
    [InlineData("""{"rowCount":5}""", 2, """{"offset":"4","limit":2}""")]
    [InlineData("""{"rowCount":5}""", 1, """{"offset":"3","limit":2}""")]
    [InlineData("""{"rowCount":4}""", 2, "end")]
    [InlineData("""{"rowCount":5}""", 0, "RestartSlice")]
    [InlineData("{}", 2, """{"offset":"4","limit":2}""")]
    [InlineData("{}", 0, "end")]
    public void Offsets_count_the_rows_that_came(string body, int rows, string expected)
    {
        var paging = new OffsetPaging(new PageTarget.Member("offset"), new EndRules { Total = JsonPath.Parse("rowCount") });
        var step = paging.Next(ApiRequest.Query("runReport", """{"offset":"2","limit":2}"""), Answer(body, rows), Base);

        Assert.Equal(expected, step.Next?.Body is ApiBody.Json json ? json.Text : Shown(step));
    }

    [Fact]
    public void A_number_in_the_body_stays_one()
    {
        var next = new PageTarget.Member("offset").Put(ApiRequest.Query("x", """{"offset":0}"""), 10);

        Assert.Equal("""{"offset":10}""", ((ApiBody.Json)next.Body!).Text);
    }

    [Fact]
    public void A_cursor_that_comes_twice_ends_the_walk()
    {
        var walk = new PageWalk(new CursorPaging(JsonPath.Parse("c"), After), Base);
        var steps = new[] { "a", "b", "a" }.Select(cursor => walk.Next(Get, Answer(JsonSerializer.Serialize(new { c = cursor }), 1))).ToList();

        Assert.Equal(["next", "next", "RestartSlice"], steps.Select(Shown));
        Assert.Equal("GET items: the pages go round in a circle: 'a' came twice, the second time on page 3", steps[2].Failure!.Message);
    }

    [Fact]
    public void Empty_pages_do_not_go_on_for_ever()
    {
        var walk = new PageWalk(new CursorPaging(JsonPath.Parse("c"), After), Base);
        var steps = Enumerable.Range(0, PageWalk.MostEmptyPages + 1).Select(i => walk.Next(Get, Answer($$"""{"c":{{i}}}""", 0))).ToList();

        Assert.All(steps.SkipLast(1), step => Assert.Equal("next", Shown(step)));
        Assert.Equal("RestartSlice", Shown(steps[^1]));
    }

    private static NextUrlPaging NextUrls(string path) => new(JsonPath.Parse(path));

    private static string Shown(PageStep step) => step.IsEnd ? "end" : step.Failure?.Class.ToString() ?? "next";

    private static string Query(ApiRequest request) => string.Join('&', request.Parameters.Select(pair => $"{pair.Key}={pair.Value}"));

    private static PageAnswer Answer(string body, int rows, string? link = null)
    {
        using var message = new HttpResponseMessage(HttpStatusCode.OK);
        message.Headers.TryAddWithoutValidation("Link", link);
        return new PageAnswer(ApiResponse.Of(message, []), JsonDocument.Parse(body).RootElement, rows);
    }
}
