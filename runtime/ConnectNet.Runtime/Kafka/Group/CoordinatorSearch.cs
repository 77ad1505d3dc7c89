namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Finds the broker that coordinates the group and connects to it. A search that was left because of a wake-up goes on when asked again.
/// For the polling thread.
/// </summary>
internal sealed partial class CoordinatorSearch(GroupParts parts, BrokerPool brokers, GroupHeartbeat heartbeat)
{
    private Task<BrokerConnection>? _discovery;

    /// <summary>Searches until there is one, the time is over, or a wake-up; throws what a broker refuses for good.</summary>
    public PollSignal.Outcome Find(TimeSpan timeout)
    {
        var start = parts.Time.GetTimestamp();
        while (parts.Membership.Coordinator is null)
        {
            parts.Stopped.ThrowIfCancellationRequested();
            _discovery ??= brokers.OpenGroupCoordinatorAsync(parts.Settings.GroupId, parts.Stopped);
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - parts.Time.GetElapsedTime(start);
            if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
            {
                return PollSignal.Outcome.TimedOut;
            }

            var outcome = parts.Signal.Wait(_discovery, left);
            if (outcome is PollSignal.Outcome.WokenUp or PollSignal.Outcome.TimedOut)
            {
                return outcome;
            }

            if (!_discovery.IsCompleted)
            {
                continue;
            }

            var finished = _discovery;
            _discovery = null;
            if (finished.IsCompletedSuccessfully)
            {
                parts.Pause.Reset();
                LogDiscovered(parts.Logger, finished.Result.Endpoint);
                parts.Membership.FoundCoordinator(finished.Result);
                heartbeat.ResetSession();
                _ = WatchAsync(finished.Result);
            }
            else if (finished.Exception?.InnerException is BrokerException refused)
            {
                throw refused;
            }
            else
            {
                LogNoCoordinator(parts.Logger, finished.Exception?.InnerException?.Message ?? "cancelled");
                if (parts.Pause.Wait() == PollSignal.Outcome.WokenUp)
                {
                    return PollSignal.Outcome.WokenUp;
                }
            }
        }

        return PollSignal.Outcome.Finished;
    }

    // As Java's client, which hears of a coordinator's end from its connection and does not wait for the next heartbeat to fail.
    private async Task WatchAsync(BrokerConnection coordinator)
    {
        await coordinator.ClosedAsync(parts.Stopped).ConfigureAwait(false);
        parts.Membership.LoseCoordinator(coordinator, "the connection was closed");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Discovered group coordinator {Coordinator}")]
    private static partial void LogDiscovered(ILogger log, BrokerEndpoint coordinator);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No group coordinator: {Reason}")]
    private static partial void LogNoCoordinator(ILogger log, string reason);
}
