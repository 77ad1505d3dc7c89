using System.Globalization;

namespace ConnectNet.Runtime.Rest;

/// <summary>A media type of an Accept or Content-Type header, with the rules Java's router applies. Immutable.</summary>
/// <param name="Type">Left of the slash, lower case.</param>
/// <param name="Subtype">Right of the slash, lower case.</param>
/// <param name="Parameters">Parameters with quotes removed, without <c>q</c>.</param>
/// <param name="Quality">The value of <c>q</c>.</param>
internal sealed record MediaType(string Type, string Subtype, IReadOnlyList<KeyValuePair<string, string>> Parameters, double Quality)
{
    public static readonly MediaType Json = new("application", "json", [], 1);
    public static readonly MediaType Text = new("text", "plain", [], 1);

    /// <summary>Whether either covers the other; parameters do not matter.</summary>
    public bool IsCompatible(MediaType other) =>
        Type == "*" || other.Type == "*"
        || (Type == other.Type && (Subtype == "*" || other.Subtype == "*" || Subtype == other.Subtype));

    public bool IsWildcard => Type == "*" || Subtype == "*";

    /// <summary>As in a header, <c>q</c> left out.</summary>
    public override string ToString() => $"{Type}/{Subtype}" + string.Concat(Parameters.Select(p => $";{p.Key}={p.Value}"));

    /// <summary>The type a Content-Type header names; null where it names none.</summary>
    public static MediaType? ParseContentType(string text) => Parse(text, slashRequired: true);

    /// <summary>
    /// The types an Accept header names, the most wanted first; all types where the header is empty or absent. Null where it cannot be
    /// read.
    /// </summary>
    public static IReadOnlyList<MediaType>? ParseAccept(IEnumerable<string?> headers)
    {
        var types = new List<MediaType>();
        foreach (var part in headers.SelectMany(h => (h ?? "").Split(',')).Where(p => p.Trim().Length > 0))
        {
            if (Parse(part, slashRequired: false) is not { } type)
            {
                return null;
            }

            types.Add(type);
        }

        return types.Count == 0 ? [new MediaType("*", "*", [], 1)] : [.. types.OrderByDescending(t => t.Quality).ThenBy(t => t.IsWildcard)];
    }

    private static MediaType? Parse(string text, bool slashRequired)
    {
        var parts = text.Split(';');
        var names = parts[0].Trim().ToLowerInvariant().Split('/');
        if (names.Length > 2 || (slashRequired && names.Length == 1) || !names.All(IsToken))
        {
            return null;
        }

        var quality = 1.0;
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var parameter in parts.Skip(1).Where(p => p.Contains('=', StringComparison.Ordinal)))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (parameter[..equals].Trim(), parameter[(equals + 1)..].Trim().Trim('"'));
            if (name != "q")
            {
                parameters.Add(KeyValuePair.Create(name, value));
            }
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q))
            {
                quality = q;
            }
        }

        return new MediaType(names[0], names.Length == 1 ? "*" : names[1], parameters, quality);
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
