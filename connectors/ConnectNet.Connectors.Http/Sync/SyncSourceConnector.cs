using System.Globalization;
using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// A source that reads accounts of an API. Divides the accounts among the tasks; where they are not listed by id it looks for new ones in the
/// background and asks for new task configs then.
/// </summary>
public abstract class SyncSourceConnector : SourceConnector, IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private IReadOnlyDictionary<string, string?>? _config;
    private IReadOnlyList<string> _listed = [];
    private AccountLookup? _lookup;

    private protected SyncSourceConnector(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <summary>The platform's name in records and source partitions.</summary>
    internal abstract string Platform { get; }

    /// <summary>The form of the platform's account ids.</summary>
    internal abstract AccountIds AccountIds { get; }

    /// <summary>
    /// Unsupported: an offset stands behind a whole slice, and a slice takes many polls. After a crash in the middle it is read again, and rows
    /// that were delivered come a second time, under the same key and maybe with newer figures.
    /// </summary>
    public override ExactlyOnceSupport? ExactlyOnceSupport(IReadOnlyDictionary<string, string?> config) =>
        Sdk.Connectors.ExactlyOnceSupport.Unsupported;

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        var parsed = Config.Parse(config);
        var selection = AccountSelection.Parse(parsed.List(SyncKeys.Accounts), AccountIds);
        (_config, _listed) = (config, selection.Ids);
        if (selection.IsLookup)
        {
            var refresh = TimeSpan.FromMilliseconds(parsed.Long(SyncKeys.AccountsRefresh));
            _lookup = new AccountLookup(OpenDirectory(config, selection, _clock), refresh, Context, _clock);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        int maxTasks, CancellationToken cancellationToken)
    {
        var accounts = _lookup is null ? _listed : await _lookup.AccountsAsync(cancellationToken).ConfigureAwait(false);
        var tasks = AccountSpread.Over(accounts, maxTasks);
        return [.. tasks.Select(task => new Dictionary<string, string?>(_config!)
        {
            [SyncKeys.TaskAccounts] = string.Join(',', task),
            [SyncKeys.TaskCount] = tasks.Count.ToString(CultureInfo.InvariantCulture),
        })];
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken) => DisposeAsync();

    /// <summary>Ends the search for accounts.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lookup is not null)
        {
            await _lookup.DisposeAsync().ConfigureAwait(false);
        }

        _lookup = null;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        var values = Config.Validate(config);
        if (values.All(value => value.Errors.Count == 0))
        {
            foreach (var (key, problem) in CheckTogether(config))
            {
                values.First(value => value.Name == key).AddError(problem);
            }
        }

        return ValueTask.FromResult(values);
    }

    /// <summary>Accepts what a task could have written, so that a typing error is refused instead of reading everything again.</summary>
    public override ValueTask<bool> AlterOffsetsAsync(
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyList<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>> offsets,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        foreach (var (partition, offset) in offsets)
        {
            if (!Equals(partition?.GetValueOrDefault("platform"), Platform) || partition!.GetValueOrDefault("account") is not string
                || partition.GetValueOrDefault("stream") is not string)
            {
                throw new ConnectException($"A source partition of this connector has the members platform ('{Platform}'), account and stream.");
            }

            if (offset is not null && !partition.ContainsKey("date") && SyncOffset.FromMap(offset) is null && !SnapshotPlan.IsOffset(offset))
            {
                throw new ConnectException(
                    "A source offset of this connector has the members v (1) and completeTo (a date such as 2026-01-31), or for streams without dates v (1) "
                    + "and wholeAt (a time such as 2026-01-31T12:00:00Z); null reads all again.");
            }
        }

        return ValueTask.FromResult(true);
    }

    /// <summary>Opens the search for the accounts that the credentials see.</summary>
    internal abstract IAccountDirectory OpenDirectory(IReadOnlyDictionary<string, string?> config, AccountSelection selection, TimeProvider clock);

    /// <summary>Checks what single keys cannot show: the key and the problem of each finding. The single keys are right.</summary>
    internal abstract IReadOnlyList<(string Key, string Problem)> CheckTogether(IReadOnlyDictionary<string, string?> config);
}
