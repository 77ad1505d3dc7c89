using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>The answer holds a cursor (or page token) for the next page; without one it is the last.</summary>
internal sealed class CursorPaging(JsonPath cursor, PageTarget target, EndRules? rules = null) : PageStrategy
{
    private readonly EndRules _rules = rules ?? new();

    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl)
    {
        var says = _rules.SaysMore(answer);
        if (says == false || _rules.IsShort(answer))
        {
            return PageStep.End;
        }

        if (cursor.FindText(answer.Body) is { } next)
        {
            return PageStep.To(target.Put(request, next), next);
        }

        return says == true
            ? PageStep.Failed(FailureClass.RestartSlice, request, $"the answer says that there is more ({_rules.HasMore}), but has no cursor at {cursor}") : PageStep.End;
    }
}
