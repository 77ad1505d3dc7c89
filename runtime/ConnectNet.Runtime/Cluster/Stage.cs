using System.Globalization;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A step of the herder's work, for the texts of requests that took too long. Immutable.</summary>
/// <param name="Description">What is done, as in <c>reading to the end of the config topic</c>.</param>
/// <param name="Started">When it began.</param>
/// <param name="Completed">When it ended, or null while it goes on.</param>
internal sealed record Stage(string Description, DateTimeOffset Started, DateTimeOffset? Completed = null)
{
    /// <summary>Java's sentence, without a period at its end.</summary>
    public string Summary => Completed is { } completed
        ? $"The last operation the worker completed was {Description}, which began at {Instant(Started)} and completed at {Instant(completed)}"
        : $"The worker is currently {Description}, which began at {Instant(Started)}";

    // Java's Instant.toString of whole milliseconds: no fraction where it is zero.
    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
