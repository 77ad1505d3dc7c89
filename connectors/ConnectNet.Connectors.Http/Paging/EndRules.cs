using System.Globalization;
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

    public static long? Number(JsonPath? path, PageAnswer answer) =>
        long.TryParse(path?.FindText(answer.Body), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
