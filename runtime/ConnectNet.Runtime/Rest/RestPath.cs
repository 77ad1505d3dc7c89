using System.Text;

namespace ConnectNet.Runtime.Rest;

/// <summary>One segment of a request's path: without matrix parameters as sent, and decoded.</summary>
internal readonly record struct PathSegment(string Raw, string Text);

/// <summary>
/// The path of a request target, read as Java's HTTP server and its router read it: nothing is normalised, matrix parameters are cut,
/// segments are decoded one by one; what that server refuses is refused here with its reason. Immutable.
/// </summary>
internal sealed class RestPath
{
    private const string BadRequest = "Bad Request";

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private RestPath(IReadOnlyList<PathSegment> segments, string? refusal, bool closesConnection)
    {
        Segments = segments;
        Refusal = refusal;
        ClosesConnection = closesConnection;
    }

    /// <summary>The segments; a trailing slash gives an empty last one.</summary>
    public IReadOnlyList<PathSegment> Segments { get; }

    /// <summary>Why the target is refused before any routing, or null.</summary>
    public string? Refusal { get; }

    /// <summary>Whether the refusal also ends the connection.</summary>
    public bool ClosesConnection { get; }

    /// <summary>Reads the target of a request line.</summary>
    public static RestPath Parse(string target)
    {
        var path = PathOf(target);
        if (!path.StartsWith('/'))
        {
            return Refused("Bad URI path");
        }

        var segments = new List<PathSegment>();
        var violations = new SortedSet<UriViolation>();
        var parts = path[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var raw = parts[i].Split(';')[0];
            string? text;
            try
            {
                text = Decode(raw, violations);
            }
            catch (DecoderFallbackException)
            {
                return Refused("Bad UTF-8 encoding");
            }

            if (text is null)
            {
                return Refused(BadRequest, closes: false);
            }

            Check(raw, text, hasParameters: raw.Length < parts[i].Length, isLast: i == parts.Length - 1, violations);
            segments.Add(new PathSegment(raw, text));
        }

        return LeavesRoot(segments) ? Refused(BadRequest, closes: false)
            : violations.Count > 0 ? Refused(string.Join(", ", violations.Select(Reason)))
            : new RestPath(segments, null, false);
    }

    private static RestPath Refused(string reason, bool closes = true) => new([], reason, closes);

    private static string PathOf(string target)
    {
        if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            var slash = target.IndexOf('/', target.IndexOf("//", StringComparison.Ordinal) + 2);
            target = slash < 0 ? "/" : target[slash..];
        }

        var end = target.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? target : target[..end];
    }

    private static void Check(string raw, string text, bool hasParameters, bool isLast, SortedSet<UriViolation> violations)
    {
        if (text is "." or "..")
        {
            if (raw != text)
            {
                violations.Add(UriViolation.Segment);
            }

            if (hasParameters)
            {
                violations.Add(UriViolation.Parameter);
            }
        }
        else if (text.Length == 0 && !isLast)
        {
            violations.Add(UriViolation.EmptySegment);
        }
    }

    private static bool LeavesRoot(List<PathSegment> segments)
    {
        var depth = 0;
        foreach (var segment in segments)
        {
            depth += segment.Text switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The decoded segment; null where a percent sign begins nothing that can be decoded.</summary>
    private static string? Decode(string raw, SortedSet<UriViolation> violations)
    {
        var bytes = new List<byte>(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '%')
            {
                AddRaw(raw[i], bytes, violations);
            }
            else if (i + 1 < raw.Length && raw[i + 1] is 'u' or 'U')
            {
                violations.Add(UriViolation.Utf16);
                return "";
            }
            else if (i + 2 < raw.Length && char.IsAsciiHexDigit(raw[i + 1]) && char.IsAsciiHexDigit(raw[i + 2]))
            {
                var value = Convert.FromHexString(raw.AsSpan(i + 1, 2))[0];
                if (value == 0)
                {
                    return null;
                }

                AddDecoded(value, bytes, violations);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return StrictUtf8.GetString([.. bytes]);
    }

    private static void AddRaw(char c, List<byte> bytes, SortedSet<UriViolation> violations)
    {
        if (c is < ' ' or > '~' or '[' or ']' or '|' or '^' or '"' or '<' or '>' or '{' or '}' or '`' or '\\')
        {
            violations.Add(UriViolation.Illegal);
        }

        if (c == '\\')
        {
            violations.Add(UriViolation.Suspicious);
        }

        bytes.Add((byte)c);
    }

    private static void AddDecoded(byte value, List<byte> bytes, SortedSet<UriViolation> violations)
    {
        if (value is < 0x20 or 0x7F or (byte)'\\')
        {
            violations.Add(UriViolation.Suspicious);
        }
        else if (value == '/')
        {
            violations.Add(UriViolation.Separator);
        }
        else if (value == '%')
        {
            violations.Add(UriViolation.Encoding);
        }

        bytes.Add(value);
    }

    private static string Reason(UriViolation violation) => violation switch
    {
        UriViolation.Segment => "Ambiguous URI path segment",
        UriViolation.EmptySegment => "Ambiguous URI empty segment",
        UriViolation.Separator => "Ambiguous URI path separator",
        UriViolation.Parameter => "Ambiguous URI path parameter",
        UriViolation.Encoding => "Ambiguous URI path encoding",
        UriViolation.Utf16 => "UTF-16 encoding",
        UriViolation.Suspicious => "Suspicious Path Character",
        _ => "Illegal Path Character",
    };

    /// <summary>In the order in which the reasons are named.</summary>
    private enum UriViolation
    {
        Segment,
        EmptySegment,
        Separator,
        Parameter,
        Encoding,
        Utf16,
        Suspicious,
        Illegal,
    }
}
