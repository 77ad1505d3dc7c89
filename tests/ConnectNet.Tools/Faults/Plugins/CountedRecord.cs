using System.Globalization;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>What a record of <see cref="CountingSourceTask"/> says.</summary>
/// <param name="Task">Connector and number of the task; the record's key.</param>
/// <param name="Number">Its place in the task's count.</param>
/// <param name="Process">Process id of the worker that ran the task.</param>
/// <param name="Instance">Which start of the task made it.</param>
/// <param name="Made">When, in milliseconds since 1970.</param>
internal sealed record CountedRecord(string Task, long Number, int Process, string Instance, long Made)
{
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Number} {Process} {Instance} {Made} ");

    public static CountedRecord Parse(string task, string value) => value.Split(' ') is [var number, var process, var instance, var made, ..]
        ? new CountedRecord(task, Whole(number), (int)Whole(process), instance, Whole(made))
        : throw new FormatException($"no counted record: {value}");

    private static long Whole(string number) => long.Parse(number, CultureInfo.InvariantCulture);
}
