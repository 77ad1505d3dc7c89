using ConnectNet.Sdk.Errors;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>
/// How a row makes the counting plug-ins misbehave in a worker's process: by files in a directory that both know. A file named
/// <c>fail-task</c> acts on every connector, <c>fail-task.numbers-0</c> on that one.
/// </summary>
internal static class ControlFiles
{
    public static bool Exists(IReadOnlyDictionary<string, string?> config, string what) =>
        Path.Combine(config["control"]!, what) is var file && (File.Exists(file) || File.Exists($"{file}.{config["name"]}"));

    /// <summary>Takes the file away, if it is there: true for one of all tasks that look.</summary>
    public static bool TryTake(IReadOnlyDictionary<string, string?> config, string what)
    {
        var file = Path.Combine(config["control"]!, what);
        if (!File.Exists(file))
        {
            return false;
        }
        try
        {
            File.Move(file, file + ".taken", overwrite: true);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <exception cref="ConnectException">The file is there.</exception>
    public static void FailIf(IReadOnlyDictionary<string, string?> config, string what)
    {
        if (Exists(config, what))
        {
            throw new ConnectException($"The file {what} is there.");
        }
    }
}
