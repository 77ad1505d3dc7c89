using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.Connectors.FacebookAds;

/// <summary>Reads ad accounts of Meta's Marketing API.</summary>
public sealed class FacebookAdsSourceTask : SyncSourceTask
{
    /// <summary>As the worker makes it.</summary>
    public FacebookAdsSourceTask()
        : this(TimeProvider.System)
    {
    }

    internal FacebookAdsSourceTask(TimeProvider clock)
        : base(clock)
    {
    }

    internal override string Platform => FacebookAdsKeys.Platform;

    internal override (SyncContext Context, OpenAccount Open) Begin(IReadOnlyDictionary<string, string?> config, TimeProvider clock)
    {
        var parsed = new FacebookAdsConfig(config);
        var context = new SyncContext(parsed.Sync, GraphClient.Pipeline(parsed, clock), Context, clock);
        return (context, (account, observe) => new GraphAccount(context, parsed, account, observe));
    }
}
