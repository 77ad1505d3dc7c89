using System.Diagnostics;

namespace ConnectNet.TestKit.Processes;

/// <summary>
/// What some tests need of the machine: <c>./connectnet setup</c> installs it when the first of them runs, unless
/// <c>CONNECTNET_NO_INSTALL=1</c> forbids it; then they are skipped.
/// </summary>
internal static class Installation
{
    private const string Forbidden = ", which CONNECTNET_NO_INSTALL=1 keeps from being installed";
    private static readonly Lazy<Task> Node = new(() => RunAsync("node"));
    private static readonly Lazy<Task> Kerberos = new(() => RunAsync("kerberos"));

    /// <summary>Google's Node clients for BigQuery and the program that runs them.</summary>
    public static string NodeFolder { get; } = Repository.PathOf("tests", "node");

    public static bool IsForbidden { get; } = Environment.GetEnvironmentVariable("CONNECTNET_NO_INSTALL") == "1";

    private static bool HasNodeClients => Directory.Exists(Path.Combine(NodeFolder, "node_modules", "@google-cloud", "bigquery-storage"));

    /// <summary>Why a test with Google's Node clients cannot run; null where it can.</summary>
    public static string? WhyNotNode() => IsForbidden && !HasNodeClients ? "needs Google's Node clients for BigQuery" + Forbidden : null;

    /// <summary>Why system packages that are missing stay so; null where they can be installed.</summary>
    /// <param name="isForbidden">Whether installing is, by <c>CONNECTNET_NO_INSTALL=1</c>.</param>
    public static string? WhyNotPackages(bool isForbidden) => isForbidden ? Forbidden
        : !File.Exists("/usr/bin/apt-get") ? ""
        : Environment.IsPrivilegedProcess || Succeeds("sudo", "-n", "true") ? null
        : "";

    public static Task NeedNodeAsync() => HasNodeClients ? Task.CompletedTask : Node.Value;

    public static Task NeedKerberosAsync() => Kerberos.Value;

    private static async Task RunAsync(string what)
    {
        var start = new ProcessStartInfo("bash", [Repository.PathOf("connectnet"), "setup", what]) { RedirectStandardError = true };
        using var setup = Process.Start(start)!;
        var said = await setup.StandardError.ReadToEndAsync();
        await setup.WaitForExitAsync();
        if (setup.ExitCode != 0)
        {
            throw new InvalidOperationException($"./connectnet setup {what} failed:\n{said}");
        }
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
