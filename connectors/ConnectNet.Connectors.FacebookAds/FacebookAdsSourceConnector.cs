using System.Globalization;
using ConnectNet.Connectors.FacebookAds.Sync;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>
/// Reads daily insights from Meta's Marketing API. Divides the ad accounts among the tasks; where accounts are not listed by id it
/// looks for new ones in the background and asks for new task configs then.
/// </summary>
public sealed class FacebookAdsSourceConnector : SourceConnector, IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private FacebookAdsConfig? _config;
    private AccountLookup? _lookup;

    /// <summary>As the worker makes it.</summary>
    public FacebookAdsSourceConnector()
        : this(TimeProvider.System)
    {
    }

    internal FacebookAdsSourceConnector(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <inheritdoc/>
    public override ConfigDef Config => FacebookAdsKeys.Definition;

    /// <inheritdoc/>
    public override Type TaskClass => typeof(FacebookAdsSourceTask);

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
        _config = new FacebookAdsConfig(config);
        if (_config.Accounts.IsLookup)
        {
            _lookup = new AccountLookup(_config, Context, _clock);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        int maxTasks, CancellationToken cancellationToken)
    {
        var accounts = _lookup is null ? _config!.Accounts.Ids : await _lookup.AccountsAsync(cancellationToken).ConfigureAwait(false);
        var tasks = AccountSpread.Over(accounts, maxTasks);
        return [.. tasks.Select(task => new Dictionary<string, string?>(_config!.Originals)
        {
            [FacebookAdsKeys.TaskAccounts] = string.Join(',', task),
            [FacebookAdsKeys.TaskCount] = tasks.Count.ToString(CultureInfo.InvariantCulture),
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
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        var values = Config.Validate(config);
        if (values.All(value => value.Errors.Count == 0))
        {
            foreach (var (key, problem) in FacebookAdsConfig.CheckTogether(config))
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
            if (partition?.GetValueOrDefault("platform") is not "facebook" || partition.GetValueOrDefault("account") is not string
                || partition.GetValueOrDefault("stream") is not string)
            {
                throw new ConnectException("A source partition of this connector has the members platform ('facebook'), account and stream.");
            }

            if (offset is not null && !partition.ContainsKey("date") && SyncOffset.FromMap(offset) is null)
            {
                throw new ConnectException(
                    "A source offset of this connector has the members v (1) and completeTo (a date such as 2026-01-31); null reads all again.");
            }
        }

        return ValueTask.FromResult(true);
    }
}
