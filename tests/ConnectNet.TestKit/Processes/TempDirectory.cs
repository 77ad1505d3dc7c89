namespace ConnectNet.TestKit.Processes;

/// <summary>A directory that is deleted with its contents on disposal. <c>CONNECTNET_TEST_KEEP=1</c> keeps it, for looking at logs.</summary>
internal sealed class TempDirectory : IDisposable
{
    private TempDirectory(string path) => Path = path;

    public string Path { get; }

    public static TempDirectory Create() => new(Directory.CreateTempSubdirectory("connectnet-").FullName);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("CONNECTNET_TEST_KEEP") == "1")
        {
            return;
        }
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was just killed may still hold a file; the system's own clean-up takes the rest.
        }
    }
}
