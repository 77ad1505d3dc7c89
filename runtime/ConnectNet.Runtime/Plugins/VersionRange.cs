using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>The text of a <c>*.plugin.version</c> key is no version range.</summary>
internal sealed class InvalidVersionRangeException(string message) : KafkaException(message);

/// <summary>
/// A range of versions in Maven's notation: <c>[1.0,2.0)</c>, several joined by commas. A bare version means exactly that version.
/// </summary>
internal sealed class VersionRange
{
    private readonly List<Bounds> _restrictions;

    private VersionRange(List<Bounds> restrictions)
    {
        _restrictions = restrictions;
    }

    /// <summary>Reads a range; null, <c>latest</c> mean the newest version and give null.</summary>
    /// <exception cref="InvalidVersionRangeException">The text is no range.</exception>
    public static VersionRange? Parse(string? text)
    {
        if (text is null or "latest")
        {
            return null;
        }

        text = text.Trim();
        if (!text.StartsWith('[') && !text.StartsWith('('))
        {
            text = $"[{text}]";
        }

        var restrictions = new List<Bounds>();
        var rest = text;
        while (rest.StartsWith('[') || rest.StartsWith('('))
        {
            var end = rest.IndexOfAny([')', ']']);
            if (end < 0)
            {
                throw new InvalidVersionRangeException("Unbounded range: " + text);
            }

            var bounds = Bounds.Parse(rest[..(end + 1)], text);
            if (restrictions.Count > 0 && !restrictions[^1].EndsBefore(bounds))
            {
                throw new InvalidVersionRangeException("Ranges overlap: " + text);
            }

            restrictions.Add(bounds);
            rest = rest[(end + 1)..].Trim();
            if (rest.StartsWith(','))
            {
                rest = rest[1..].Trim();
            }
        }

        return rest.Length == 0
            ? new VersionRange(restrictions)
            : throw new InvalidVersionRangeException("Only fully-qualified sets allowed in multiple set scenario: " + text);
    }

    public bool Contains(string version)
    {
        var parsed = new PluginVersion(version);
        return _restrictions.Any(r => r.Contains(parsed));
    }

    public override string ToString() => string.Join(",", _restrictions);

    private sealed record Bounds(PluginVersion? Lower, bool LowerInclusive, PluginVersion? Upper, bool UpperInclusive)
    {
        public static Bounds Exactly(string version) => new(new PluginVersion(version), true, new PluginVersion(version), true);

        public static Bounds Parse(string text, string whole)
        {
            var lowerInclusive = text[0] == '[';
            var upperInclusive = text[^1] == ']';
            var inside = text[1..^1].Trim();
            var comma = inside.IndexOf(',');
            if (comma < 0)
            {
                return lowerInclusive && upperInclusive
                    ? Exactly(inside)
                    : throw new InvalidVersionRangeException("Single version must be surrounded by []: " + whole);
            }

            var lower = inside[..comma].Trim();
            var upper = inside[(comma + 1)..].Trim();
            var bounds = new Bounds(
                lower.Length > 0 ? new PluginVersion(lower) : null, lowerInclusive, upper.Length > 0 ? new PluginVersion(upper) : null, upperInclusive);
            return bounds.Lower is not null && bounds.Upper?.CompareTo(bounds.Lower) is { } order && (order < 0 || (order == 0 && !(lowerInclusive && upperInclusive)))
                ? throw new InvalidVersionRangeException("Range defies version ordering: " + whole)
                : bounds;
        }

        /// <summary>Whether the other range begins after this one's end.</summary>
        public bool EndsBefore(Bounds other) => Upper is not null && other.Lower is not null && other.Lower.CompareTo(Upper) >= 0;

        public bool Contains(PluginVersion version)
        {
            var low = Lower?.CompareTo(version) ?? -1;
            var high = Upper?.CompareTo(version) ?? 1;
            // The empty version bounds nothing in: Maven prints it as nothing and no version equals it.
            return Lower?.Text != "" && (low < 0 || (low == 0 && LowerInclusive)) && (high > 0 || (high == 0 && UpperInclusive));
        }

        public override string ToString() => (LowerInclusive ? "[" : "(") + Lower + "," + Upper + (UpperInclusive ? "]" : ")");
    }
}
