using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Shuts out the producers of transactional ids, as a task's new generation must before it writes: each id's coordinator is asked for a new
/// epoch. Thread-safe.
/// </summary>
internal sealed class ProducerFencing(BrokerPool brokers, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Fences the ids one after the other; a System.TimeoutException when the time is up.</summary>
    public async Task FenceAsync(IEnumerable<string> transactionalIds, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            foreach (var id in transactionalIds)
            {
                while (!await TryFenceAsync(id, timeout, either.Token).ConfigureAwait(false))
                {
                    await Task.Delay(Pause, time, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The transactional ids could not be fenced within " + timeout.TotalMilliseconds + " ms.");
        }
    }

    // False when it shall be tried again: an open transaction is being aborted, or the coordinator moves.
    private async Task<bool> TryFenceAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using var coordinator = await brokers.OpenTransactionCoordinatorAsync(id, cancellationToken).ConfigureAwait(false);
            var (error, _, _) = await coordinator.SendAsync(
                ApiKey.InitProducerId,
                (body, version) => GroupRequests.InitProducerId(body, version, id, (int)Math.Min(timeout.TotalMilliseconds, 60000)),
                static (body, _) => GroupRequests.ReadProducerId(body),
                timeout,
                cancellationToken).ConfigureAwait(false);
            return error switch
            {
                BrokerError.None => true,
                BrokerError.ConcurrentTransactions or BrokerError.CoordinatorLoadInProgress or BrokerError.CoordinatorNotAvailable
                    or BrokerError.NotCoordinator => false,
                _ => throw BrokerException.Of(error, id),
            };
        }
        catch (Exception e) when (e is IOException or RetriableException)
        {
            return false;
        }
    }
}
