using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The process under the names of Prometheus' client libraries, and the names of a Java process that dashboards look at, for what this
/// runtime has in their place: heap, collections, threads.
/// </summary>
internal static class ProcessMetrics
{
    public static void AddTo(MetricGroup group, TimeProvider time)
    {
        group.Counter("process_cpu_seconds_total", static () => Environment.CpuUsage.TotalTime.TotalSeconds);
        group.Gauge("process_resident_memory_bytes", static () => Environment.WorkingSet);
        var start = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        group.Gauge("process_start_time_seconds", () => start);
        group.Gauge("process_open_fds", OpenFiles);
        group.Gauge("jvm_threads_current", static () => Threads());
    }

    public static void AddTo(ConnectMetrics metrics)
    {
        metrics.AddFamily("jvm_memory_used_bytes", MetricKind.Gauge, static () =>
        [
            new Measurement<double>(GC.GetTotalMemory(false), Area("heap")),
            new Measurement<double>(Math.Max(0, Environment.WorkingSet - GC.GetTotalMemory(false)), Area("nonheap")),
        ]);
        metrics.AddFamily("jvm_memory_committed_bytes", MetricKind.Gauge, static () =>
            [new Measurement<double>(GC.GetGCMemoryInfo().TotalCommittedBytes, Area("heap"))]);
        metrics.AddFamily("jvm_memory_max_bytes", MetricKind.Gauge, static () =>
            [new Measurement<double>(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Area("heap"))]);
        metrics.AddSummary(
            "jvm_gc_collection_seconds", SeriesLabels.Of([new("gc", "dotnet")]), static () => (GC.CollectionCount(0), GC.GetTotalPauseDuration().TotalSeconds));
    }

    private static KeyValuePair<string, object?> Area(string area) => new("area", area);

    // The platform opens files of every thread to list them, and each task has one; Linux tells their number, 18 fields behind the command's name.
    private static double Threads()
    {
        if (OperatingSystem.IsLinux())
        {
            var stat = File.ReadAllText("/proc/self/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[17], CultureInfo.InvariantCulture);
        }

        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static double OpenFiles()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }
}
