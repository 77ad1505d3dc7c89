using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>The answer holds the URL of the next page; without one it is the last.</summary>
internal sealed class NextUrlPaging(JsonPath url, EndRules? rules = null) : PageStrategy
{
    private readonly EndRules _rules = rules ?? new();

    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl) =>
        _rules.Follow(request, answer, url, "URL", next => NextUrl.Follow(next, request, baseUrl));
}

/// <summary>The header <c>Link</c> holds the URL of the next page, as the relation <c>next</c>.</summary>
internal sealed class LinkHeaderPaging : PageStrategy
{
    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl) =>
        LinkHeader.Find(answer.Response.Header("Link"), "next") is { } next ? NextUrl.Follow(next, request, baseUrl) : PageStep.End;
}
