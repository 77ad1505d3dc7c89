using System.ComponentModel;
using System.Diagnostics;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>
/// Renews the ticket cache of a login for as long as the process runs, as Java's clients do: when most of the tickets' life is over, <c>kinit -R</c>.
/// Where that fails somebody else may renew them, so it goes on looking. Its timer belongs to it.
/// </summary>
internal sealed partial class TicketCacheRenewal
{
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly KerberosLogin _login;
    private readonly ILogger _log;
    private readonly ITimer _timer;

    public TicketCacheRenewal(KerberosLogin login, ILogger log, TimeProvider time)
    {
        _login = login;
        _log = log;
        _timer = time.CreateTimer(_ => _ = RenewAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = Task.Factory.StartNew(() => Plan(Soonest), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Plan(TimeSpan soonest)
    {
        var wait = AfterFailure;
        try
        {
            using var credentials = _login.Acquire();
            wait = credentials.Lifetime * _login.Options.RenewAfter;
        }
        catch (KerberosException e)
        {
            LogNoTickets(_log, e.Message);
        }

        // A timer takes no more than some weeks.
        wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, soonest.Ticks, TimeSpan.FromDays(7).Ticks));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task RenewAsync()
    {
        var failure = await RunKinitAsync().ConfigureAwait(false);
        if (failure is not null)
        {
            LogNotRenewed(_log, failure);
        }

        await Task.Factory.StartNew(() => Plan(failure is null ? Soonest : AfterFailure), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
    }

    private async Task<string?> RunKinitAsync()
    {
        var start = new ProcessStartInfo(_login.Options.Kinit, ["-R", "-c", _login.CacheName()]) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var kinit = Process.Start(start)!;
            using var limit = new CancellationTokenSource(Limit);
            var said = await kinit.StandardError.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await kinit.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return kinit.ExitCode == 0 ? null : said.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message + "; install krb5-user (Debian's name; krb5-workstation elsewhere), or set sasl.kerberos.kinit.cmd to where kinit is";
        }
        catch (OperationCanceledException)
        {
            return "it did not end within " + Limit.TotalSeconds + " s";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No valid tickets: {Reason}")]
    private static partial void LogNoTickets(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ticket cache could not be renewed with kinit -R: {Reason}")]
    private static partial void LogNotRenewed(ILogger log, string reason);
}
