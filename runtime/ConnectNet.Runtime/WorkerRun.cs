using System.Runtime.InteropServices;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime;

/// <summary>
/// Runs a worker until SIGTERM or SIGINT stops it, or until it cannot go on. The exit codes are the Java worker's; the reason of an end that nobody
/// asked for is the last line.
/// </summary>
internal static class WorkerRun
{
    private const int HerderFailed = 1;
    private const int NotInitialized = 2;
    private const int NotStarted = 3;

    public static Task<int> DistributedAsync(string file) =>
        RunAsync(() => HostEnvironment.Distributed(Properties(file), HostEnvironment.OwnPlugins), []);

    public static Task<int> StandaloneAsync(string file, string[] connectors) =>
        RunAsync(() => HostEnvironment.Standalone(Properties(file), HostEnvironment.OwnPlugins), connectors);

    // An empty name stands for an empty configuration.
    private static OrderedDictionary<string, string?> Properties(string file)
    {
        try
        {
            return file.Length == 0 ? new OrderedDictionary<string, string?>(StringComparer.Ordinal) : JavaProperties.Load(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ConfigException($"The worker's properties file '{file}' cannot be read: {e.Message}");
        }
    }

    private static async Task<int> RunAsync(Func<ConnectHost> create, string[] connectorFiles)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var code = NotInitialized;
        NativeMemory.KeepBuffers();
        try
        {
            await using var host = create();
            try
            {
                await host.StartAsync(stop.Token).ConfigureAwait(false);
                code = NotStarted;
                await host.RunAsync([.. connectorFiles.Select(ConnectorFile.Read)], stop.Token).ConfigureAwait(false);
                code = HerderFailed;
                await host.Herder!.Completion.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            finally
            {
                await host.StopAsync().ConfigureAwait(false);
            }

            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e)
        {
            await Console.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await Console.Error.WriteAsync(Reasons(e)).ConfigureAwait(false);
            return code;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    // First what went wrong, as one reads it, then why; the last line, which supervisors show, says it again.
    private static string Reasons(Exception error)
    {
        List<string> lines = [Line(error)];
        for (var cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            lines.Add("Caused by: " + Line(cause));
        }

        if (lines.Count > 1)
        {
            lines = ["Stopping due to error: " + lines[0], .. lines[1..].Distinct(), lines[0]];
        }

        return string.Concat(lines.Select(static line => line + Environment.NewLine));
    }

    private static string Line(Exception error) => error.Message.ReplaceLineEndings(" ");
}
