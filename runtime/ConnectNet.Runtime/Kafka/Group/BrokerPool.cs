using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// The brokers a worker knows: the bootstrap servers, later those that the cluster names. Opens connections to any of them, and answers
/// questions any broker can answer. Thread-safe.
/// </summary>
internal sealed class BrokerPool(BrokerSettings settings, TimeProvider time)
{
    private const sbyte TransactionCoordinator = 1;

    private IReadOnlyList<BrokerEndpoint> _known = settings.Bootstrap;

    /// <summary>Opens a connection to a given broker.</summary>
    public Task<BrokerConnection> OpenAsync(BrokerEndpoint endpoint, CancellationToken cancellationToken) =>
        BrokerConnection.OpenAsync(endpoint, settings, time, cancellationToken);

    /// <summary>Asks the cluster for the coordinator of a group, and opens a connection to it.</summary>
    public Task<BrokerConnection> OpenGroupCoordinatorAsync(string groupId, CancellationToken cancellationToken) =>
        OpenCoordinatorAsync(groupId, 0, cancellationToken);

    /// <summary>Asks the cluster for the coordinator of a transactional id, and opens a connection to it.</summary>
    public Task<BrokerConnection> OpenTransactionCoordinatorAsync(string transactionalId, CancellationToken cancellationToken) =>
        OpenCoordinatorAsync(transactionalId, TransactionCoordinator, cancellationToken);

    /// <summary>The cluster's id, or null where it has none.</summary>
    public async Task<string?> ClusterIdAsync(CancellationToken cancellationToken)
    {
        using var connection = await OpenAnyAsync(cancellationToken).ConfigureAwait(false);
        return await LearnAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True if the brokers offer a request.</summary>
    public async Task<bool> OffersAsync(ApiKey key, CancellationToken cancellationToken)
    {
        using var connection = await OpenAnyAsync(cancellationToken).ConfigureAwait(false);
        return connection.Offers(key);
    }

    private async Task<BrokerConnection> OpenCoordinatorAsync(string key, sbyte keyType, CancellationToken cancellationToken)
    {
        BrokerEndpoint coordinator;
        using (var any = await OpenAnyAsync(cancellationToken).ConfigureAwait(false))
        {
            await LearnAsync(any, cancellationToken).ConfigureAwait(false);
            (var error, coordinator) = await any.SendAsync(
                ApiKey.FindCoordinator,
                (body, version) => GroupRequests.FindCoordinator(body, version, key, keyType),
                GroupRequests.ReadCoordinator,
                settings.RequestTimeout,
                cancellationToken).ConfigureAwait(false);
            if (error is BrokerError.GroupAuthorizationFailed or BrokerError.TransactionalIdAuthorizationFailed)
            {
                throw BrokerException.Of(error, key);
            }

            if (error != BrokerError.None)
            {
                throw new RetriableException("The coordinator of " + key + " is not known yet: " + error);
            }
        }

        return await OpenAsync(coordinator.AsCoordinator, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BrokerConnection> OpenAnyAsync(CancellationToken cancellationToken)
    {
        var candidates = _known.Concat(settings.Bootstrap).DistinctBy(broker => (broker.Host, broker.Port)).ToArray();
        Random.Shared.Shuffle(candidates);
        Exception? last = null;
        foreach (var endpoint in candidates)
        {
            try
            {
                return await OpenAsync(endpoint, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not BrokerException && !cancellationToken.IsCancellationRequested)
            {
                last = e;
            }
        }

        throw new IOException("No broker can be reached: " + string.Join(", ", (object[])candidates), last);
    }

    private async Task<string?> LearnAsync(BrokerConnection connection, CancellationToken cancellationToken)
    {
        var (brokers, clusterId) = await connection.SendAsync(
            ApiKey.Metadata, GroupRequests.Metadata, GroupRequests.ReadMetadata, settings.RequestTimeout, cancellationToken).ConfigureAwait(false);
        if (brokers.Count > 0)
        {
            _known = brokers;
        }

        return clusterId;
    }
}
