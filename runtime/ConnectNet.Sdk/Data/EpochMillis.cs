namespace ConnectNet.Sdk.Data;

/// <summary>
/// The value of the logical types Date, Time and Timestamp: milliseconds since 1970-01-01T00:00:00Z, negative before. It holds
/// Java's whole range, which <see cref="DateTime"/> does not.
/// </summary>
/// <param name="Value">Milliseconds since the epoch.</param>
public readonly record struct EpochMillis(long Value) : IComparable<EpochMillis>
{
    /// <summary>Milliseconds of a day.</summary>
    public const long PerDay = 86_400_000;

    /// <summary>The milliseconds of a point in time; fractions of a millisecond are cut off.</summary>
    public static EpochMillis From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <summary>Midnight UTC of a date.</summary>
    public static EpochMillis From(DateOnly date) => new((date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * PerDay);

    /// <inheritdoc/>
    public int CompareTo(EpochMillis other) => Value.CompareTo(other.Value);

    /// <summary>Whether one point in time lies before the other.</summary>
    public static bool operator <(EpochMillis left, EpochMillis right) => left.Value < right.Value;

    /// <summary>Whether one point in time lies after the other.</summary>
    public static bool operator >(EpochMillis left, EpochMillis right) => left.Value > right.Value;

    /// <summary>Whether one point in time lies before the other or is the same.</summary>
    public static bool operator <=(EpochMillis left, EpochMillis right) => left.Value <= right.Value;

    /// <summary>Whether one point in time lies after the other or is the same.</summary>
    public static bool operator >=(EpochMillis left, EpochMillis right) => left.Value >= right.Value;

    /// <summary>The point in time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies before year 1 or after year 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Value);

    /// <summary>The milliseconds since the epoch as text.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
