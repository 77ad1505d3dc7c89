using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>Pages by number. It ends at the number of pages or rows that the answer tells; else with an empty page, or a short one by rule.</summary>
internal sealed class PageNumberPaging(PageTarget target, long first, EndRules rules) : PageStrategy
{
    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl)
    {
        var page = target.GetNumber(request, first);
        var pages = page - first + 1;
        var isLast = EndRules.Number(rules.TotalPages, answer) is { } totalPages ? pages >= totalPages
            : EndRules.Number(rules.Total, answer) is { } total && rules.PageSize is { } size ? pages * size >= total
            : (bool?)null;
        return Numbered.Step(request, answer, rules, isLast, () => target.Put(request, page + 1), $"page {page + 1}");
    }
}

/// <summary>Pages by the number of rows before them. It ends at the number of rows that the answer tells; else with an empty page, or a short one by rule.</summary>
internal sealed class OffsetPaging(PageTarget target, EndRules rules) : PageStrategy
{
    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl)
    {
        // What came counts, not what was asked for: a server may give less at a time.
        var next = target.GetNumber(request, 0) + answer.Rows;
        var isLast = EndRules.Number(rules.Total, answer) is { } total ? next >= total : (bool?)null;
        return Numbered.Step(request, answer, rules, isLast, () => target.Put(request, next), $"offset {next}");
    }
}

/// <summary>What both have in common.</summary>
internal static class Numbered
{
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="rules">When it ends.</param>
    /// <param name="isLast">Whether the totals say that it ends; null without totals.</param>
    /// <param name="next">Makes the next request.</param>
    /// <param name="mark">Names the next page.</param>
    public static PageStep Step(ApiRequest request, PageAnswer answer, EndRules rules, bool? isLast, Func<ApiRequest> next, string mark)
    {
        var says = rules.SaysMore(answer);
        if (says == false || isLast == true || rules.IsShort(answer))
        {
            return PageStep.End;
        }

        if (answer.Rows > 0)
        {
            return PageStep.To(next(), mark);
        }

        return says == true || isLast == false
            ? PageStep.Failed(FailureClass.RestartSlice, request, $"an empty page came before {mark}, though the answer says that there is more") : PageStep.End;
    }
}
