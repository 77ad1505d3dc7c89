using System.Globalization;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>What an answer says about whether it is the last one, where it says anything. Immutable.</summary>
internal sealed record EndRules
{
    /// <summary>A boolean: whether there is more.</summary>
    public JsonPath? HasMore { get; init; }

    /// <summary>The number of rows in all pages.</summary>
    public JsonPath? Total { get; init; }

    /// <summary>The number of pages.</summary>
    public JsonPath? TotalPages { get; init; }

    /// <summary>Rows of a page that is full.</summary>
    public int? PageSize { get; init; }

    /// <summary>A page that is not full is the last one. Not true for every API: some filter after cutting pages.</summary>
    public bool EndsOnShortPage { get; init; }

    /// <summary>Null when the answer does not say.</summary>
    public bool? SaysMore(PageAnswer answer) => HasMore?.FindText(answer.Body) switch
    {
        null => null,
        "true" or "True" or "1" => true,
        _ => false,
    };

    public bool IsShort(PageAnswer answer) => EndsOnShortPage && answer.Rows < PageSize;

    /// <summary>The step after an answer that holds what leads to the next page, or does not.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="path">Where the answer holds it.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="follow">Goes to the page that it leads to.</param>
    public PageStep Follow(ApiRequest request, PageAnswer answer, JsonPath path, string what, Func<string, PageStep> follow)
    {
        var says = SaysMore(answer);
        if (says == false || IsShort(answer))
        {
            return PageStep.End;
        }

        if (path.FindText(answer.Body) is { } next)
        {
            return follow(next);
        }

        return says == true
            ? PageStep.Failed(FailureClass.RestartSlice, request, $"the answer says that there is more ({HasMore}), but has no {what} at {path}") : PageStep.End;
    }

    public static long? Number(JsonPath? path, PageAnswer answer) =>
        long.TryParse(path?.FindText(answer.Body), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
