using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ConnectNet.Runtime.Kafka;

/// <summary>What a consumer does in a partition where it has no offset, or one that is gone: the value of <c>auto.offset.reset</c>.</summary>
/// <param name="Strategy"><c>earliest</c>, <c>latest</c>, <c>none</c> or <c>by_duration</c>.</param>
/// <param name="Age">How old the records may be at most that <c>by_duration</c> begins with; milliseconds.</param>
internal sealed partial record OffsetReset(string Strategy, long Age = 0)
{
    public const string ByDuration = "by_duration";

    private const string DurationPrefix = ByDuration + ":";

    /// <summary>Java's default.</summary>
    public static OffsetReset Latest { get; } = new("latest");

    /// <summary>
    /// What librdkafka is to do. It does not know durations: those are found where reading begins, and an offset that is lost while reading gives all that
    /// is left.
    /// </summary>
    public string Native => Strategy switch
    {
        "none" => "error",
        ByDuration => "earliest",
        _ => Strategy,
    };

    /// <summary>Reads a value; null where it is none.</summary>
    public static OffsetReset? TryParse(string value) => value switch
    {
        "earliest" or "latest" or "none" => new OffsetReset(value),
        _ when value.StartsWith(DurationPrefix, StringComparison.Ordinal) && Milliseconds(value[DurationPrefix.Length..]) is { } age =>
            new OffsetReset(ByDuration, age),
        _ => null,
    };

    /// <summary>The time from which <c>by_duration</c> reads; milliseconds since 1970.</summary>
    public long Since(TimeProvider time) => Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - Age);

    // ISO 8601 as Java's Duration reads it; null where it is wrong, too long for Java, or below zero, which the key refuses.
    private static long? Milliseconds(string text)
    {
        var match = Duration().Match(text);
        var hasTime = match.Groups["t"].Success;
        if (!match.Success || !(match.Groups["d"].Success || hasTime) || (hasTime && match.Groups["t"].Length == 1))
        {
            return null;
        }

        var seconds = BigInteger.Zero;
        foreach (var (name, factor) in ((string, int)[])[("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)])
        {
            if (match.Groups[name] is not { Success: true } part)
            {
                continue;
            }

            if (!long.TryParse(part.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                || (BigInteger)number * factor is var product && (product > long.MaxValue || product < long.MinValue))
            {
                return null;
            }

            seconds += product;
        }

        var fraction = match.Groups["f"].Value.PadRight(3, '0')[..3];
        var milliseconds = int.Parse(fraction, CultureInfo.InvariantCulture) * (match.Groups["s"].Value.StartsWith('-') ? -1 : 1);
        var total = (seconds * 1000 + milliseconds) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        return total < 0 || BigInteger.Abs(seconds) > long.MaxValue ? null : (long)BigInteger.Min(total, long.MaxValue / 2);
    }

    [GeneratedRegex(
        @"^(?<sign>[-+]?)P(?:(?<d>[-+]?[0-9]+)D)?(?<t>T(?:(?<h>[-+]?[0-9]+)H)?(?:(?<m>[-+]?[0-9]+)M)?(?:(?<s>[-+]?[0-9]+)(?:[.,](?<f>[0-9]{0,9}))?S)?)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
