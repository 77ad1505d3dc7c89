namespace ConnectNet.TestKit.Cluster.Plugins;

/// <summary>What the stuck plug-ins do in the hook that their key <c>stuck</c> names: they hold their thread and heed no token.</summary>
internal static class Hang
{
    public static readonly string[] Hooks = ["validate", "start", "taskConfigs", "stop", "task.start", "task.poll", "task.put", "task.preCommit", "task.stop"];

    public static void If(IReadOnlyDictionary<string, string?> config, string hook)
    {
        if (config.GetValueOrDefault("stuck") == hook)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
