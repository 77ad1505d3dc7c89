using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>Reads daily insights from Meta's Marketing API.</summary>
public sealed class FacebookAdsSourceConnector : SyncSourceConnector
{
    /// <summary>As the worker makes it.</summary>
    public FacebookAdsSourceConnector()
        : this(TimeProvider.System)
    {
    }

    internal FacebookAdsSourceConnector(TimeProvider clock)
        : base(clock)
    {
    }

    /// <inheritdoc/>
    public override ConfigDef Config => FacebookAdsKeys.Definition;

    /// <inheritdoc/>
    public override Type TaskClass => typeof(FacebookAdsSourceTask);

    internal override string Platform => FacebookAdsKeys.Platform;

    internal override AccountIds AccountIds => FacebookAdsKeys.Ids;

    internal override IAccountDirectory OpenDirectory(IReadOnlyDictionary<string, string?> config, AccountSelection selection, TimeProvider clock) =>
        new GraphAccounts(new FacebookAdsConfig(config), selection, clock);

    internal override IReadOnlyList<(string Key, string Problem)> CheckTogether(IReadOnlyDictionary<string, string?> config) =>
        FacebookAdsConfig.CheckTogether(config);
}
