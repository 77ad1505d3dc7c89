using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// What a worker does and knows as leader: divides the work among the members, with what it remembers of earlier rounds, and knows then
/// who has what. Work on the herder's thread; the owners may be read by any thread.
/// </summary>
internal sealed partial class Leadership(MembershipParts parts, MemberPlugins? plugins, Action<string> requestRejoin, ILogger logger)
{
    private readonly int _maxDelay = parts.Config.Int(DistributedKeys.RebalanceMaxDelay);
    private volatile WorkOwners? _owners;
    private BalancingState _balancing = BalancingState.Initial;
    private ClusterState _snapshot = ClusterState.Empty;
    private IReadOnlySet<string> _members = new HashSet<string>();
    private CancellationTokenSource? _asking;

    /// <summary>REST URLs of the owners as of the last round led; null while another may lead.</summary>
    public WorkOwners? Owners => _owners;

    /// <summary>The offset to join with; what is assigned, should this worker lead, is what the config topic held then.</summary>
    public long ConfigOffset()
    {
        _snapshot = parts.Herder.Configs.Snapshot();
        return _snapshot.Offset;
    }

    /// <summary>A rebalance starts: nobody may lead any more.</summary>
    public void End()
    {
        _owners = null;
        _asking?.Cancel();
    }

    public IReadOnlyDictionary<string, ConnectAssignment> Assign(LeaderContext context)
    {
        if (_snapshot.Offset < context.Members.Values.Max(member => member.Offset))
        {
            _snapshot = parts.Herder.Configs.Snapshot();
        }

        var placement = plugins?.Learn(context, _snapshot, parts.Stopping) ?? Placement.Anywhere;
        if (plugins is not null)
        {
            KeepAsking(plugins, context, placement);
        }

        var now = parts.Herder.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var decided = Assignor.Assign(context, _snapshot, _balancing, placement, _maxDelay, now);
        TellOfLost(context, decided.Balancing);
        _balancing = decided.Balancing;
        _owners = decided.Owners;
        return decided.Assignments;
    }

    // Whoever comes back has another member id, but its URL.
    private void TellOfLost(LeaderContext context, BalancingState next)
    {
        var present = context.Members.Values.Select(member => member.Url).ToHashSet(StringComparer.Ordinal);
        var isLater = _balancing.PreviousGeneration == context.LastCompletedGeneration;
        var gone = _members.Where(url => isLater && !present.Contains(url)).ToList();
        _members = present;
        if (gone.Count > 0 && next.Delay > 0)
        {
            var workers = string.Join(", ", gone);
            LogWaiting(logger, workers, next.Delay);
        }
        else if (isLater && _balancing.Delay > 0 && next.Delay == 0)
        {
            LogWaited(logger);
        }
    }

    private void KeepAsking(MemberPlugins members, LeaderContext context, Placement placement)
    {
        _asking?.Cancel();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(parts.Stopping);
        var snapshot = _snapshot;
        members.KeepAskingAsync(
            context,
            () =>
            {
                if (!members.Place(context, snapshot).SameAs(placement))
                {
                    LogLearned(logger);
                    requestRejoin("the plug-ins of members have become known");
                }
            },
            _asking.Token).ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Lost from the group: {Workers}. Their connectors and tasks wait {Delay} ms for them to come back (scheduled.rebalance.max.delay.ms)")]
    private static partial void LogWaiting(ILogger logger, string workers, int delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "Nobody is waited for any more: all work is handed out")]
    private static partial void LogWaited(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Members have listed their plug-ins: connectors go to those that have their class")]
    private static partial void LogLearned(ILogger logger);
}
