namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Keeps a membership alive: a loop on the thread pool that sends a heartbeat in each interval, notices lost coordinators and ended
/// generations, and leaves the group when the herder stops polling.
/// </summary>
internal sealed partial class GroupHeartbeat(
    GroupMemberSettings settings, GroupMembership membership, GroupMember member, ILogger logger, TimeProvider time, CancellationToken stopped)
{
    private Task? _loop;
    private long _lastPoll = time.GetTimestamp();
    private long _lastAnswer = time.GetTimestamp();
    private volatile Exception? _failure;

    /// <summary>Starts the loop once.</summary>
    public void Start() => _loop ??= Task.Run(RunAsync);

    public void NotePoll() => Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());

    public void ResetSession() => Interlocked.Exchange(ref _lastAnswer, time.GetTimestamp());

    /// <summary>Throws, on the herder's thread, what the coordinator refused for good.</summary>
    public void ThrowIfFailed()
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw failure;
        }
    }

    private async Task RunAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(settings.HeartbeatInterval, time, stopped).ConfigureAwait(false);
                await BeatAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _failure = e;
                member.Wakeup();
            }
        }
    }

    private async Task BeatAsync()
    {
        if (membership.HeartbeatTarget is not var (coordinator, generation))
        {
            return;
        }

        if (time.GetElapsedTime(Interlocked.Read(ref _lastAnswer)) > settings.SessionTimeout)
        {
            membership.LoseCoordinator(coordinator, "session timed out without receiving a heartbeat response");
            return;
        }

        if (time.GetElapsedTime(Interlocked.Read(ref _lastPoll)) > settings.RebalanceTimeout)
        {
            LogPollTimeout(logger);
            member.LeaveAfterPollTimeout();
            return;
        }

        BrokerError error;
        try
        {
            error = await coordinator.SendAsync(
                ApiKey.Heartbeat,
                (body, version) => GroupRequests.Heartbeat(body, version, settings.GroupId, generation),
                GroupRequests.ReadError,
                settings.SessionTimeout,
                stopped).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not BrokerException and not OperationCanceledException)
        {
            membership.LoseCoordinator(coordinator, "heartbeat failed: " + e.Message);
            return;
        }

        ResetSession();
        switch (error)
        {
            case BrokerError.None:
                break;
            case BrokerError.CoordinatorNotAvailable or BrokerError.NotCoordinator:
                membership.LoseCoordinator(coordinator, "error response " + error);
                break;
            case BrokerError.RebalanceInProgress:
                membership.Rebalancing();
                break;
            case BrokerError.IllegalGeneration or BrokerError.UnknownMemberId:
                membership.Expired(
                    generation, "encountered " + error + " from Heartbeat response", error == BrokerError.UnknownMemberId);
                break;
            default:
                throw BrokerException.Of(error, settings.GroupId);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Worker poll timeout has expired. This means the time between subsequent calls to poll() in the herder was longer than "
            + "the configured rebalance.timeout.ms. If you see this happening consistently, then it can be addressed by either adding more "
            + "workers, increasing rebalance.timeout.ms, or fixing connectors that block the herder.")]
    private static partial void LogPollTimeout(ILogger log);
}
