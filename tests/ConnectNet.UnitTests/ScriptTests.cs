using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests;

/// <summary>What the script answers where nothing is built and nothing can be: it stands alone in a directory, and finds no .NET.</summary>
public sealed partial class ScriptTests : IDisposable
{
    private static readonly string[] Programs = ["bash", "env", "dirname", "cat", "awk", "sed", "mkdir", "flock", "id", "uname"];

    private readonly TempDirectory _directory = TempDirectory.Create();

    public ScriptTests()
    {
        File.Copy(Repository.PathOf("connectnet"), _directory.File("connectnet"));
        File.Copy(Repository.PathOf("Directory.Build.props"), _directory.File("Directory.Build.props"));
        Directory.CreateDirectory(_directory.File("bin"));
        foreach (var program in Programs)
        {
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
            if (found is not null)
            {
                File.CreateSymbolicLink(_directory.File($"bin/{program}"), found);
            }
        }
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_verb_tells_its_usage_and_its_version_without_a_build()
    {
        var (code, all) = await RunAsync("--help");
        Assert.Equal(0, code);
        var verbs = Verb().Matches(all).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(["build", "demo", "test", "faults", "bench", "compare", "pack", "docs", "distributed", "standalone"], verbs);
        foreach (var verb in verbs)
        {
            foreach (var help in (string[])["--help", "-h"])
            {
                var (helpCode, usage) = await RunAsync(verb, help);
                Assert.Equal(0, helpCode);
                Assert.StartsWith($"usage: ./connectnet {verb}", usage, StringComparison.Ordinal);
                Assert.All(verbs.Where(other => other != verb), other => Assert.DoesNotContain($"usage: ./connectnet {other}", usage, StringComparison.Ordinal));
            }

            var (versionCode, version) = await RunAsync(verb, "--version");
            Assert.Equal((0, Version()), (versionCode, version.Trim()));
        }

        Assert.Equal((0, Version()), (await RunAsync("--version")) is var (c, text) ? (c, text.Trim()) : default);
        Assert.False(Directory.Exists(_directory.File("artifacts")));
    }

    [Fact]
    public async Task Without_an_SDK_a_build_says_how_to_get_one()
    {
        var (code, text) = await RunAsync("build");
        Assert.Equal(1, code);
        Assert.StartsWith("connectnet: the .NET 10 SDK is missing. Install it with: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("kerberos")]
    public async Task Nothing_is_installed_where_that_is_forbidden(string what)
    {
        var (code, text) = await RunAsync("setup", what);
        Assert.Equal((1, $"connectnet: CONNECTNET_NO_INSTALL=1 forbids to install what {what} needs"), (code, text.Trim()));
    }

    private static string Version() => VersionElement().Match(File.ReadAllText(Repository.PathOf("Directory.Build.props"))).Groups[1].Value;

    private async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(_directory.File("bin/bash"), [_directory.File("connectnet"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory.Path,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = _directory.File("bin");
        start.Environment["HOME"] = _directory.Path;
        start.Environment["CONNECTNET_NO_INSTALL"] = "1";
        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync();
        var text = await script.StandardOutput.ReadToEndAsync() + await errors;
        await script.WaitForExitAsync();
        return (script.ExitCode, text);
    }

    [GeneratedRegex("^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex VersionElement();
}
