namespace ConnectNet.TestKit.Processes;

/// <summary>What a process has used so far, as the kernel counts it in <c>/proc</c>.</summary>
/// <param name="CpuSeconds">User and system time of all its threads.</param>
/// <param name="ResidentBytes">Memory held now.</param>
/// <param name="PeakResidentBytes">The most it ever held.</param>
internal readonly record struct ProcessFigures(double CpuSeconds, long ResidentBytes, long PeakResidentBytes)
{
    private const double TicksPerSecond = 100;   // fixed by the kernel's interface to programs on every Linux that .NET runs on

    public static ProcessFigures Read(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long resident = 0, peak = 0;
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                resident = Kilobytes(line);
            }
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                peak = Kilobytes(line);
            }
        }
        return new ProcessFigures((long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond, resident, peak);
    }

    private static long Kilobytes(string line) =>
        1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Replace("\t", "", StringComparison.Ordinal));
}
