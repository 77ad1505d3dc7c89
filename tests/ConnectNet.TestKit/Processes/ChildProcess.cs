using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ConnectNet.TestKit.Processes;

/// <summary>
/// A program run beside the tests, its output in a log file. It is replaced into a shell that watches a pipe from this process, so it is
/// killed when this process ends in any way; a terminal's Ctrl-C does not reach it. Its process id is the program's own: signals and
/// <c>/proc</c> figures are exact.
/// </summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    // The watcher kills only its parent: after the program's end it has another, and the number may belong to someone else.
    private const string Tied = """
        exec 3<&0
        { trap '' INT; cat; read -r _ _ _ parent _ </proc/$BASHPID/stat; [[ $parent != $$ ]] || kill -9 $$; } <&3 >/dev/null 2>&1 3<&- &
        exec $(command -v setsid) "$@" </dev/null >>"$CHILD_LOG" 2>&1 3<&-
        """;

    private readonly Process _process;

    private ChildProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
    }

    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    public ProcessFigures Figures => ProcessFigures.Read(Id);

    public static ChildProcess Start(string logFile, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, WorkingDirectory = Path.GetDirectoryName(logFile)! };
        foreach (var argument in (string[])["-c", Tied, "child", .. command])
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        start.Environment["CHILD_LOG"] = logFile;
        return new ChildProcess(Process.Start(start)!, logFile);
    }

    /// <summary>Polls until the condition holds. Fails with the end of the log when the process ends first or the time is up.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> condition, string what, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (HasExited || clock.Elapsed > limit)
            {
                var why = HasExited ? $"the process ended with {ExitCode}" : $"{limit.TotalSeconds:0} s are over";
                throw new InvalidOperationException($"{what}: {why}; the end of {LogFile}:\n{Tail(30)}");
            }
            await Task.Delay(20);
        }
    }

    public string Tail(int lines) => string.Join('\n', Log.Split('\n').TakeLast(lines));

    /// <summary>SIGTERM, then waits for the end.</summary>
    public Task<int> TerminateAsync(TimeSpan limit) => EndAsync(Id, 15, limit);

    /// <summary>SIGINT to the process and those it has started, as a terminal's Ctrl-C, then waits for the end.</summary>
    public Task<int> InterruptAsync(TimeSpan limit) => EndAsync(-Id, 2, limit);

    private async Task<int> EndAsync(int receiver, int signal, TimeSpan limit)
    {
        if (!HasExited)
        {
            _ = Kill(receiver, signal);
        }
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new TimeoutException($"process {Id} did not end within {limit.TotalSeconds:0} s of signal {signal}; the end of {LogFile}:\n{Tail(30)}");
        }
        return ExitCode;
    }

    /// <summary>Waits until a process has ended that does so by itself.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new TimeoutException($"process {Id} did not end within {limit.TotalSeconds:0} s; the end of {LogFile}:\n{Tail(30)}");
        }
        return ExitCode;
    }

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public async Task KillAsync()
    {
        Signal(9);
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the process where it stands (SIGSTOP) or lets it go on (SIGCONT).</summary>
    public void Suspend(bool suspended) => Signal(suspended ? 19 : 18);

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }
        _process.StandardInput.Close();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!HasExited)
        {
            _ = Kill(Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
