using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Authors;

/// <summary>
/// A directory outside of the repository where an author of plug-ins works, with a home of its own: of this user's nothing is read or changed but the packages
/// that the machine has already. The first commands of the page "Your first connector" have been run in it: packages and templates are there.
/// </summary>
public sealed class AuthorDirectory : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly TempDirectory _home = TempDirectory.Create();
    private readonly Dictionary<string, string> _environment;

    public AuthorDirectory()
    {
        Path = _home.File("first-connector");
        _environment = new Dictionary<string, string>
        {
            ["CONNECTNET"] = Repository.Root,
            ["HOME"] = _home.Path,
            ["DOTNET_CLI_HOME"] = _home.Path,
            ["NUGET_PACKAGES"] = _home.File("unpacked"),
            ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            // Build servers would outlive the test.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
    }

    public string Path { get; }

    internal MarkdownPage Page { get; } = MarkdownPage.Read("runtime", "ConnectNet.Sdk", "docs", "first-connector.md");

    /// <summary>The commands with which the page begins.</summary>
    private string Preparation => Page.Blocks.First(static block => block.Language == "bash").Text;

    public Task InitializeAsync() => RunAsync(_home.Path, Preparation);

    public Task DisposeAsync()
    {
        _home.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Follows the page to its end, but for the first commands: runs its commands, and saves its code where the first line says.</summary>
    public async Task FollowPageAsync()
    {
        foreach (var (language, text) in Page.Blocks)
        {
            if (language == "bash" && text != Preparation)
            {
                await RunAsync(Path, text);
            }
            else if (language == "csharp")
            {
                var file = System.IO.Path.Combine(Path, text[..text.IndexOf('\n', StringComparison.Ordinal)].TrimStart('/', ' '));
                Assert.True(File.Exists(file), $"The template makes no {file}.");
                await File.WriteAllTextAsync(file, text);
            }
        }
    }

    /// <summary>Runs commands in the directory; fails with what they have printed.</summary>
    public Task RunAsync(string script) => RunAsync(Path, script);

    private async Task RunAsync(string directory, string script)
    {
        await using var shell = ChildProcess.Start(
            _home.File(Guid.NewGuid() + ".log"), ["bash", "-c", $"cd '{directory}'\nset -e\n{script}"], _environment);
        var code = await shell.EndAsync(Limit);
        Assert.True(code == 0, script + shell.Log);
    }
}
