using System.Net;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The query parameters of a request. Names are case-sensitive and a broken percent sequence stays as it is, as in Java; ASP.NET's own
/// collection ignores case. Immutable.
/// </summary>
internal sealed class RestQuery
{
    private readonly List<KeyValuePair<string, string>> _pairs;

    private RestQuery(List<KeyValuePair<string, string>> pairs) => _pairs = pairs;

    /// <param name="text">The query with or without its question mark.</param>
    public static RestQuery Parse(string? text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in (text ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals < 0
                ? KeyValuePair.Create(WebUtility.UrlDecode(part), "")
                : KeyValuePair.Create(WebUtility.UrlDecode(part[..equals]), WebUtility.UrlDecode(part[(equals + 1)..])));
        }

        return new RestQuery(pairs);
    }

    public bool Contains(string name) => _pairs.Exists(p => p.Key == name);

    /// <summary>The first value; empty for a bare name, null for none.</summary>
    public string? First(string name) => _pairs.Find(p => p.Key == name).Value;

    /// <summary>All values in order.</summary>
    public IEnumerable<string> All(string name) => _pairs.Where(p => p.Key == name).Select(p => p.Value);

    /// <summary>True for the text <c>true</c> in any case, false for every other.</summary>
    public bool Flag(string name) => string.Equals(First(name), "true", StringComparison.OrdinalIgnoreCase);
}
