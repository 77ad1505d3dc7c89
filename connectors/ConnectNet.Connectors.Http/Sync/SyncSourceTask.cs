using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// Reads the accounts it was given. Each poll makes at most one call to the API, for the account that has waited longest; an account
/// over its quota waits alone. Runs on the task's thread.
/// </summary>
public abstract class SyncSourceTask : SourceTask, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Queue<AccountSync> _accounts = new();
    private SyncContext? _context;

    private protected SyncSourceTask(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <summary>So long a poll may wait before the worker gets a chance to pause the task.</summary>
    internal TimeSpan LongestIdle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The platform's name in records and source partitions.</summary>
    internal abstract string Platform { get; }

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        (_context, var open) = Begin(config, _clock);
        var accounts = (config.GetValueOrDefault(SyncKeys.TaskAccounts) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (var account in accounts)
        {
            _accounts.Enqueue(new AccountSync(_context, Platform, account, open));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var due = NextDue();
        if (due > now)
        {
            // Timers count whole milliseconds and cut the rest off: a shorter wait would end before its time.
            var wait = due - now < LongestIdle ? TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds)) : LongestIdle;
            await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (_context!.Limiter.TryTake() is var pause && pause > TimeSpan.Zero)
        {
            _context.AppParkedUntil = now + pause;
            return null;
        }

        return await TakeTurn(now).StepAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_context is { } context)
        {
            context.Commits++;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void RecordCommitted(SourceRecord record, RecordMetadata? metadata)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Value is null)
        {
            _context?.Undelivered.TryRemove(record, out _);
        }
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        _context?.Dispose();
        _context = null;
        _accounts.Clear();
    }

    /// <summary>Reads the configuration.</summary>
    /// <returns>What all accounts share, and how an account is opened.</returns>
    internal abstract (SyncContext Context, OpenAccount Open) Begin(IReadOnlyDictionary<string, string?> config, TimeProvider clock);

    private DateTimeOffset NextDue()
    {
        var due = _accounts.Count == 0 ? DateTimeOffset.MaxValue : _accounts.Min(account => account.Due);
        return due > _context!.AppParkedUntil ? due : _context.AppParkedUntil;
    }

    private AccountSync TakeTurn(DateTimeOffset now)
    {
        while (true)
        {
            var account = _accounts.Dequeue();
            _accounts.Enqueue(account);
            if (account.Due <= now)
            {
                return account;
            }
        }
    }
}
