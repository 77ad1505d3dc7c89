using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// Several hundred requests whose answers were recorded from a Java worker. Recorder, comparer and record lie beside the repository, in
/// <c>shared/spec</c>; what no client can depend on the comparer leaves out.
/// </summary>
internal static partial class GoldenPart
{
    public static async Task RunAsync(Comparison comparison, KafkaBroker broker)
    {
        var spec = Repository.PathOf("..", "shared", "spec");
        string File(string name) => Path.Combine(spec, name);
        if (!System.IO.File.Exists(File("rest-golden.json")))
        {
            comparison.Skipped = $"the recorded answers are not at {Path.GetFullPath(spec)}";
            return;
        }
        using var directory = TempDirectory.Create();
        await using var worker = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, $"golden-{Guid.NewGuid():N}"[..16]));
        var ours = directory.File("ours.json");
        var recorded = await RunAsync(ours, File("record-rest-golden.py"), worker.Url.ToString());
        if (recorded.Code != 0)
        {
            throw new InvalidOperationException($"record-rest-golden.py ended with {recorded.Code}: {recorded.Errors}");
        }
        var report = directory.File("report");
        await RunAsync(report, File("compare-rest-golden.py"), File("rest-golden.json"), ours);
        Read(comparison, await System.IO.File.ReadAllTextAsync(report));
    }

    private static void Read(Comparison comparison, string report)
    {
        var sum = Sum().Match(report);
        var (equal, cases) = (int.Parse(sum.Groups[1].Value), int.Parse(sum.Groups[2].Value));
        comparison.AddEqual(equal);
        var defects = Defects().Matches(report);
        if (defects.Count != cases - equal)
        {
            throw new InvalidOperationException($"compare-rest-golden.py counts {cases - equal} differences and shows {defects.Count}: {report}");
        }
        foreach (Match match in defects)
        {
            comparison.Add(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success ? match.Groups[3].Value : "not recorded");
        }
    }

    private static async Task<(int Code, string Errors)> RunAsync(string outputFile, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await using (var output = System.IO.File.Create(outputFile))
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output);
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }

    [GeneratedRegex(@"^(\d+) of (\d+) equal", RegexOptions.Multiline)]
    private static partial Regex Sum();

    [GeneratedRegex(@"^(\w[^\n]*: [^\n]*)\n    java ([^\n]*)\n(?:    ours ([^\n]*)\n)?", RegexOptions.Multiline)]
    private static partial Regex Defects();
}
