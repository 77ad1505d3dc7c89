using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Workers;

/// <summary>Our worker, from <c>artifacts/</c>, as an operator starts it.</summary>
internal sealed class WorkerProcess : ConnectWorker
{
    private WorkerProcess(TempDirectory directory, WorkerSettings settings, Func<string, string[]> command, IReadOnlyDictionary<string, string>? environment)
        : base(directory, settings, command, environment)
    {
    }

    public static string Executable { get; } = Path.Combine(Repository.Artifacts, "ConnectNet.Runtime");

    /// <param name="settings">The properties file.</param>
    /// <param name="environment">Variables of the worker's process.</param>
    /// <param name="directory">Where the worker runs, prepared by the caller; disposed with the worker. Null makes one.</param>
    public static WorkerProcess Distributed(WorkerSettings settings, IReadOnlyDictionary<string, string>? environment = null, TempDirectory? directory = null) =>
        new(directory ?? TempDirectory.Create(), settings, file => [Executable, "distributed", file], environment);

    public static WorkerProcess Standalone(WorkerSettings settings, params string[] connectorFiles) =>
        new(TempDirectory.Create(), settings, file => [Executable, "standalone", file, .. connectorFiles], null);

    public static async Task<WorkerProcess> StartDistributedAsync(WorkerSettings settings)
    {
        var worker = Distributed(settings);
        await worker.StartAsync();
        return worker;
    }
}
