using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Shows and changes the offsets of connectors for operators. Works on the configs and Kafka alone; whether the connector is stopped is
/// the caller's to see. Blocking parts run on a thread of their own. Stateless.
/// </summary>
internal sealed class ConnectorOffsets(WorkerParts parts, ConnectorPlugins plugins, ConnectorClients clients, OffsetStores stores)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(90);

    public Task<IReadOnlyList<PartitionOffset>> ReadAsync(
        string connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        var plugin = plugins.Find(config);
        return plugin.Kind == PluginKind.Sink
            ? Sink(connector, plugin, config).ReadAsync(cancellationToken)
            : ReadSourceAsync(connector, plugin, config, cancellationToken);
    }

    public async Task<string> ModifyAsync(
        string connector, IReadOnlyDictionary<string, string?> config, IReadOnlyList<PartitionOffset>? offsets, CancellationToken cancellationToken)
    {
        var plugin = plugins.Find(config);
        var kind = plugin.Kind == PluginKind.Sink ? "sink" : "source";
        bool complete;
        try
        {
            complete = plugin.Kind == PluginKind.Sink
                ? await Sink(connector, plugin, config).ModifyAsync(offsets, cancellationToken).ConfigureAwait(false)
                : await ModifySourceAsync(connector, plugin, config, offsets, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (ConnectException or OperationCanceledException))
        {
            throw new ConnectException($"Failed to modify offsets for {kind} connector {connector}", e);
        }

        var done = offsets is null ? "reset" : "altered";
        return complete
            ? $"The offsets for this connector have been {done} successfully"
            : $"The Connect framework-managed offsets for this connector have been {done} successfully. However, if this connector manages offsets "
                + $"externally, they will need to be manually {done} in the system that the connector uses.";
    }

    /// <summary>Calls a connector's hook and puts Java's words to what it throws.</summary>
    internal static async Task<bool> CallHookAsync(string connector, Func<ValueTask<bool>> hook)
    {
        try
        {
            return await hook().ConfigureAwait(false);
        }
        catch (NotSupportedException e)
        {
            throw new ConnectException(
                $"Failed to modify offsets for connector {connector} because it doesn't support external modification of offsets", e);
        }
    }

    private SinkConnectorOffsets Sink(string connector, Plugin plugin, IReadOnlyDictionary<string, string?> config) =>
        new(parts, clients, plugin, connector, config, (SinkConnectorConfig)plugins.Parse(plugin, config));

    private async Task<IReadOnlyList<PartitionOffset>> ReadSourceAsync(
        string connector, Plugin plugin, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        try
        {
            return await WithStoreAsync(
                connector,
                plugin,
                config,
                async store =>
                {
                    // Asking for a key that nobody has reads the topic to its end.
                    await store.GetAsync([], cancellationToken).ConfigureAwait(false);
                    var partitions = SourcePartitions.SizedOrder(store.ConnectorPartitions(connector));
                    var logger = parts.Loggers.CreateLogger<ConnectorOffsets>();
                    var offsets = await new OffsetReader(store, connector, logger).GetAsync(partitions, cancellationToken).ConfigureAwait(false);
                    return (IReadOnlyList<PartitionOffset>)[.. partitions.Zip(offsets, static (p, o) => new PartitionOffset(p, o))];
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (ConnectException or OperationCanceledException))
        {
            throw new ConnectException("Failed to retrieve offsets for source connector " + connector, e);
        }
    }

    private Task<bool> ModifySourceAsync(
        string connector,
        Plugin plugin,
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyList<PartitionOffset>? offsets,
        CancellationToken cancellationToken)
    {
        var change = new SourceOffsetChange(connector, config, offsets, (SourceConnector)ConnectorPlugins.Create(plugin), parts.Loggers.CreateLogger<ConnectorOffsets>());
        return parts.Config.ExactlyOnceSourceEnabled
            ? ModifyInTransactionAsync(change, (SourceConnectorConfig)plugins.Parse(plugin, config), cancellationToken)
            : WithStoreAsync(connector, plugin, config, store => change.RunAsync(store, static write => write(), cancellationToken), cancellationToken);
    }

    // Everything of it blocks, on a thread of its own.
    private Task<bool> ModifyInTransactionAsync(SourceOffsetChange change, SourceConnectorConfig config, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () =>
            {
                var properties = clients.TransactionalProducer(config, new ConnectorTaskId(change.Connector, 0), parts.Loggers.CreateLogger<ConnectorOffsets>());
                using var producer = parts.Clients.CreateProducer(properties);
                var store = stores.Transactional(config, change.Connector, producer, properties, out _);
                store.Start();
                try
                {
                    var complete = change.RunAsync(store, write => InTransactionAsync(producer, write), cancellationToken).GetAwaiter().GetResult();
                    store.Committed();
                    return complete;
                }
                finally
                {
                    store.Stop();
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static Task InTransactionAsync(IProducer<byte[]?, byte[]?> producer, Func<Task> write)
    {
        producer.InitTransactions(RequestTimeout);
        producer.BeginTransaction();
        try
        {
            var written = write();
            producer.CommitTransaction(RequestTimeout);
            return written;
        }
        catch
        {
            // Or readers of the topic would wait for the transaction's time-out.
            producer.AbortTransaction(RequestTimeout);
            throw;
        }
    }

    private async Task<T> WithStoreAsync<T>(
        string connector,
        Plugin plugin,
        IReadOnlyDictionary<string, string?> config,
        Func<OffsetStore, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var store = stores.For((SourceConnectorConfig)plugins.Parse(plugin, config), connector, out var owned);
        if (!owned)
        {
            return await work(store).ConfigureAwait(false);
        }

        // Starting reads a whole topic and blocks.
        await Task.Factory.StartNew(store.Start, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        try
        {
            return await work(store).ConfigureAwait(false);
        }
        finally
        {
            await Task.Factory.StartNew(store.Stop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
    }
}
