using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>The answer holds a cursor (or page token) for the next page; without one it is the last.</summary>
internal sealed class CursorPaging(JsonPath cursor, PageTarget target, EndRules? rules = null) : PageStrategy
{
    private readonly EndRules _rules = rules ?? new();

    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl) =>
        _rules.Follow(request, answer, cursor, "cursor", next => PageStep.To(target.Put(request, next), next));
}
