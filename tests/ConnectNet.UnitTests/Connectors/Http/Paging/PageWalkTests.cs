using System.Globalization;
using System.Text.Json;
using ConnectNet.Connectors.Http.Auth;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;
using ConnectNet.Connectors.Http.Paging;
using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.UnitTests.Connectors.Http.Paging;

/// <summary>Whole walks over the pages of a real server: request, streamed rows, what stands around them, next request.</summary>
public sealed class PageWalkTests : IAsyncLifetime
{
    private const int Items = 7;
    private const int PageSize = 3;
    private HttpServer _server = null!;

    public async Task InitializeAsync() => _server = await HttpServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task By_cursor()
    {
        _server.Answer = (context, _) => AnswerAsync(context, Number(context.Request.Query["after"]), (from, more) =>
            $$$"""{"data":{{{Page(from)}}},"paging":{"cursors":{"after":"{{{(more ? from + PageSize : "")}}}"} } }""");

        await WalkAsync(ApiRequest.Get("items", [new("fields", "id")]), "data", new CursorPaging(JsonPath.Parse("paging.cursors.after"), new PageTarget.Parameter("after")));
        Assert.Equal(["/items?fields=id", "/items?fields=id&after=3", "/items?fields=id&after=6"], Targets);
    }

    [Fact]
    public async Task By_offset_in_the_body()
    {
        _server.Answer = (context, call) => AnswerAsync(context, (call - 1) * PageSize, (from, _) => $$"""{"rows":{{Page(from)}},"rowCount":{{Items}}}""");
        var paging = new OffsetPaging(new PageTarget.Member("offset"), new EndRules { Total = JsonPath.Parse("rowCount") });

        await WalkAsync(ApiRequest.Query("p/1:runReport", """{"limit":"3","offset":"0"}"""), "rows", paging);
        Assert.Equal(["0", "3", "6"], _server.Seen.Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("offset").GetString()));
    }

    [Fact]
    public async Task By_page_number()
    {
        _server.Answer = (context, _) => AnswerAsync(context, (Number(context.Request.Query["page"]) - 1) * PageSize, (from, _) =>
            $$$"""{"code":0,"data":{"list":{{{Page(from)}}},"page_info":{"total_page":3} } }""");
        var paging = new PageNumberPaging(new PageTarget.Parameter("page"), 1, new EndRules { TotalPages = JsonPath.Parse("data.page_info.total_page") });

        await WalkAsync(ApiRequest.Get("items", [new("page", "1")]), "data.list", paging);
        Assert.Equal(["/items?page=1", "/items?page=2", "/items?page=3"], Targets);
    }

    [Fact]
    public async Task By_link_header_of_a_bare_array()
    {
        _server.Answer = (context, _) => AnswerAsync(context, Number(context.Request.Query["from"]), (from, more) =>
        {
            context.Response.Headers.Link = more ? $"<{_server.Url}items?from={from + PageSize}&token=x>; rel=\"next\"" : default;
            return Page(from);
        });

        await WalkAsync(ApiRequest.Get("items"), "$", new LinkHeaderPaging());
    }

    [Fact]
    public async Task By_next_url_with_the_token_of_the_server_in_it()
    {
        _server.Answer = (context, _) => AnswerAsync(context, Number(context.Request.Query["after"]), (from, more) =>
            $$$"""{"data":{{{Page(from)}}},"paging":{"next":"{{{(more ? $"{_server.Url}items?access_token=leak&after={from + PageSize}" : "")}}}"}}""");

        await WalkAsync(ApiRequest.Get("items"), "data", new NextUrlPaging(JsonPath.Parse("paging.next")));
        Assert.Equal(["/items", "/items?after=3", "/items?after=6"], Targets);
        Assert.All(_server.Seen, call => Assert.Equal("Bearer t", call.Header("Authorization")));
    }

    private IEnumerable<string> Targets => _server.Seen.Select(call => call.Target);

    private static int Number(string? text) => text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture);

    private static string Page(int from) => JsonSerializer.Serialize(Enumerable.Range(from, Math.Min(PageSize, Items - from)).Select(i => new { id = i }));

    private static Task AnswerAsync(HttpContext context, int from, Func<int, bool, string> body) =>
        HttpServer.WriteAsync(context, body(from, from + PageSize < Items));

    private async Task WalkAsync(ApiRequest request, string path, PageStrategy strategy)
    {
        var dialect = new ApiDialect(new Redactor("t"), TimeProvider.System, new StaticCredential("t", TokenPlacement.Bearer, "token"));
        using var pipeline = new ApiPipeline(_server.Url, dialect, new ApiLimits());
        var walk = new PageWalk(strategy, pipeline.BaseUrl);
        var ids = new List<int>();
        for (ApiRequest? next = request; next is not null;)
        {
            using var stream = await pipeline.OpenAsync(next, default);
            Assert.Null(stream.Failure);
            using var reader = new JsonRowReader(stream.Body, JsonPath.Parse(path), next.ToString());
            JsonElement? around = null;
            for (JsonItem item; (item = await reader.ReadAsync(default)) != JsonItem.End;)
            {
                if (item == JsonItem.Row)
                {
                    ids.Add(reader.Current.GetProperty("id").GetInt32());
                }
                else
                {
                    around = reader.Current.Clone();
                }
            }

            var step = walk.Next(next, new PageAnswer(stream.Response, around, reader.Rows));
            Assert.Null(step.Failure);
            next = step.Next;
        }

        Assert.Equal(Enumerable.Range(0, Items), ids);
        Assert.Equal(3, walk.Pages);
    }
}
