using System.Globalization;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>A record as <see cref="CountingSinkTask"/> notes it.</summary>
/// <param name="Partition">Partition of the topic.</param>
/// <param name="Offset">Place in the partition.</param>
/// <param name="Task">The source task that counted it.</param>
/// <param name="Taken">When it was put, in milliseconds since 1970.</param>
internal sealed record TakenRecord(int Partition, long Offset, string Task, long Taken)
{
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Partition} {Offset} {Task} {Taken}");

    public static TakenRecord Parse(string line) => line.Split(' ') is [var partition, var offset, var task, var taken]
        ? new TakenRecord(
            int.Parse(partition, CultureInfo.InvariantCulture), long.Parse(offset, CultureInfo.InvariantCulture), task, long.Parse(taken, CultureInfo.InvariantCulture))
        : throw new FormatException($"no taken record: {line}");
}
