namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Keeps a membership alive: a loop on the thread pool that sends a heartbeat in each interval, notices lost coordinators and ended
/// generations, and has the member leave the group when the herder stops polling.
/// </summary>
internal sealed partial class GroupHeartbeat(GroupParts parts, Action leaveGroup)
{
    private Task? _loop;
    private long _lastPoll = parts.Time.GetTimestamp();
    private long _lastAnswer = parts.Time.GetTimestamp();
    private long _lastConfirmed = parts.Time.GetTimestamp();
    private volatile Exception? _failure;
    private Task _asking = Task.CompletedTask;

    /// <summary>
    /// True once nothing was heard of the coordinator for as long as a session lasts, as after this process stood still, and until it answers
    /// or the member has joined anew: others may have its work.
    /// </summary>
    public bool IsInDoubt
    {
        get
        {
            if (parts.Membership.StableGeneration is not null
                && parts.Time.GetElapsedTime(Interlocked.Read(ref _lastConfirmed)) > parts.Settings.SessionTimeout)
            {
                parts.Membership.Doubt();
            }

            return parts.Membership.InDoubt;
        }
    }

    /// <summary>Starts the loop once.</summary>
    public void Start() => _loop ??= Task.Run(RunAsync);

    public void NotePoll() => Interlocked.Exchange(ref _lastPoll, parts.Time.GetTimestamp());

    /// <summary>There is a coordinator to hear from.</summary>
    public void ResetSession() => Interlocked.Exchange(ref _lastAnswer, parts.Time.GetTimestamp());

    /// <summary>The coordinator knows this member.</summary>
    public void ConfirmSession()
    {
        ResetSession();
        Interlocked.Exchange(ref _lastConfirmed, parts.Time.GetTimestamp());
    }

    /// <summary>Asks the coordinator out of turn whether this is a member; ends with the answer. For the polling thread.</summary>
    public Task AskAsync()
    {
        if (_asking.IsCompleted)
        {
            _asking = Task.Run(async () =>
            {
                try
                {
                    if (parts.Membership.HeartbeatTarget is var (coordinator, generation))
                    {
                        await SendAsync(coordinator, generation, parts.Settings.SessionTimeout).ConfigureAwait(false);
                    }
                }
                catch (Exception e)
                {
                    _failure = e;
                }
            });
        }

        return _asking;
    }

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
        while (!parts.Stopped.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(parts.Settings.HeartbeatInterval, parts.Time, parts.Stopped).ConfigureAwait(false);
                await BeatAsync().ConfigureAwait(false);
                CallHerder();
            }
            catch (OperationCanceledException) when (parts.Stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _failure = e;
                parts.Signal.Wakeup();
            }
        }
    }

    private async Task BeatAsync()
    {
        if (parts.Membership.HeartbeatTarget is not var (coordinator, generation))
        {
            return;
        }

        var left = parts.Settings.SessionTimeout - parts.Time.GetElapsedTime(Interlocked.Read(ref _lastAnswer));
        if (left <= TimeSpan.Zero)
        {
            parts.Membership.LoseCoordinator(coordinator, "session timed out without receiving a heartbeat response");
            return;
        }

        if (parts.Time.GetElapsedTime(Interlocked.Read(ref _lastPoll)) > parts.Settings.RebalanceTimeout)
        {
            LogPollTimeout(parts.Logger);
            leaveGroup();
            return;
        }

        await SendAsync(coordinator, generation, left).ConfigureAwait(false);
    }

    // What others may get must not go on here because the herder waits for something else meanwhile.
    private void CallHerder()
    {
        if (parts.Membership.Coordinator is null && parts.Time.GetElapsedTime(Interlocked.Read(ref _lastPoll)) > parts.Settings.HeartbeatInterval)
        {
            parts.Callbacks.HerderWanted();
        }
    }

    private async Task SendAsync(BrokerConnection coordinator, GroupGeneration generation, TimeSpan limit)
    {
        BrokerError error;
        var sent = parts.Time.GetTimestamp();
        try
        {
            error = await coordinator.SendAsync(
                ApiKey.Heartbeat,
                (body, version) => GroupRequests.Heartbeat(body, version, parts.Settings.GroupId, generation),
                GroupRequests.ReadError,
                limit,
                parts.Stopped).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not BrokerException and not OperationCanceledException)
        {
            parts.Membership.LoseCoordinator(coordinator, "heartbeat failed: " + e.Message);
            return;
        }

        ResetSession();
        parts.Metrics.HeartbeatCompleted(parts.Time.GetElapsedTime(sent));
        if (error is BrokerError.None or BrokerError.RebalanceInProgress)
        {
            ConfirmSession();
            parts.Membership.Confirmed(generation);
        }

        switch (error)
        {
            case BrokerError.None:
                break;
            case BrokerError.CoordinatorNotAvailable or BrokerError.NotCoordinator:
                parts.Membership.LoseCoordinator(coordinator, "error response " + error);
                break;
            case BrokerError.RebalanceInProgress:
                parts.Membership.Rebalancing();
                break;
            case BrokerError.IllegalGeneration or BrokerError.UnknownMemberId:
                parts.Membership.Expired(
                    generation, "encountered " + error + " from Heartbeat response", error == BrokerError.UnknownMemberId);
                break;
            default:
                throw BrokerException.Of(error, parts.Settings.GroupId);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Worker poll timeout has expired. This means the time between subsequent calls to poll() in the herder was longer than "
            + "the configured rebalance.timeout.ms. If you see this happening consistently, then it can be addressed by either adding more "
            + "workers, increasing rebalance.timeout.ms, or fixing connectors that block the herder.")]
    private static partial void LogPollTimeout(ILogger log);
}
