using System.Diagnostics;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility;

/// <summary>Runs a Java source file of the integration tests against the jars of <c>KAFKA_HOME</c>, to ask Kafka's own classes.</summary>
internal static class JavaProgram
{
    /// <summary>Packages of Java that a program may also ask for what they do not publish.</summary>
    private static readonly string[] OpenPackages = ["java.lang", "java.util.regex"];

    /// <summary>The lines the program prints; fails with its error output when it does not end well.</summary>
    public static async Task<string[]> RunAsync(string sourceFile, params string[] arguments)
    {
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var package in OpenPackages)
        {
            start.ArgumentList.Add("--add-opens");
            start.ArgumentList.Add($"java.base/{package}=ALL-UNNAMED");
        }

        start.ArgumentList.Add("-cp");
        start.ArgumentList.Add(Path.Combine(Repository.KafkaHome!, "libs", "*"));
        start.ArgumentList.Add(Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", sourceFile));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{sourceFile} ended with {process.ExitCode}: {await errors}");
    }
}
