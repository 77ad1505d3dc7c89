using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Workers;

/// <summary>The Java worker of <c>KAFKA_HOME</c>, the measure of ours. It has the file connectors as a plug-in; its log goes to the same place.</summary>
internal sealed class JavaWorker : ConnectWorker
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(30);

    private JavaWorker(TempDirectory directory, WorkerSettings settings, Func<string, string[]> command, IReadOnlyDictionary<string, string>? environment)
        : base(directory, settings, command, new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["LOG_DIR"] = directory.File("java-logs") })
    {
    }

    public static bool IsAvailable => Repository.KafkaHome is { } home && File.Exists(Path.Combine(home, "bin", "connect-distributed.sh"))
        && Directory.Exists(Path.Combine(home, "libs")) && FileConnectors(home) is not null;

    /// <param name="settings">The properties file.</param>
    /// <param name="environment">Variables of the worker's process.</param>
    public static JavaWorker Distributed(WorkerSettings settings, IReadOnlyDictionary<string, string>? environment = null) =>
        Create("connect-distributed.sh", settings, environment);

    public static JavaWorker Standalone(WorkerSettings settings, params string[] connectorFiles) =>
        Create("connect-standalone.sh", settings, null, connectorFiles);

    public static async Task<JavaWorker> StartDistributedAsync(WorkerSettings settings)
    {
        var worker = Distributed(settings);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>
    /// SIGTERM; gives the exit code. Java's worker can hang in it for good, because its own shutdown hook and Jetty's stop the server side by
    /// side; it is then killed and the code is 137. What the worker committed before is not touched by that.
    /// </summary>
    public override async Task<int> StopAsync()
    {
        try
        {
            return await Process.TerminateAsync(ShutdownLimit);
        }
        catch (TimeoutException)
        {
            return Process.ExitCode;
        }
    }

    private static JavaWorker Create(
        string script, WorkerSettings settings, IReadOnlyDictionary<string, string>? environment, params string[] connectorFiles)
    {
        var home = Repository.KafkaHome ?? throw new InvalidOperationException("KAFKA_HOME names no Kafka distribution");
        if (!settings.Properties.ContainsKey("plugin.path"))
        {
            settings["plugin.path"] = FileConnectors(home) ?? throw new InvalidOperationException($"no libs/connect-file-*.jar in {home}");
        }
        return new JavaWorker(TempDirectory.Create(), settings, file => [Path.Combine(home, "bin", script), file, .. connectorFiles], environment);
    }

    private static string? FileConnectors(string home) => Directory.EnumerateFiles(Path.Combine(home, "libs"), "connect-file-*.jar").FirstOrDefault();
}
