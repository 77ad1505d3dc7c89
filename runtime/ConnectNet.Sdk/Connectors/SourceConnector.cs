namespace ConnectNet.Sdk.Connectors;

/// <summary>Whether a source can deliver every record exactly once.</summary>
public enum ExactlyOnceSupport
{
    /// <summary>It can, with the config asked about.</summary>
    Supported,

    /// <summary>It cannot.</summary>
    Unsupported,
}

/// <summary>Whether a source connector's tasks can set the bounds of transactions.</summary>
public enum ConnectorTransactionBoundaries
{
    /// <summary>They can.</summary>
    Supported,

    /// <summary>They cannot.</summary>
    Unsupported,
}

/// <summary>A connector that brings records into Kafka.</summary>
public abstract class SourceConnector : Connector
{
    /// <summary>What the worker offers, the connector's offsets included; there from <see cref="Connector.Initialize"/> on.</summary>
    /// <exception cref="Errors.IllegalWorkerStateException">The connector has not been initialized.</exception>
    protected override ISourceConnectorContext Context => (ISourceConnectorContext)base.Context;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The context is none of a source connector.</exception>
    public override void Initialize(IConnectorContext context)
    {
        if (context is not (null or ISourceConnectorContext))
        {
            throw new ArgumentException("A source connector needs an ISourceConnectorContext.", nameof(context));
        }

        base.Initialize(context!);
    }

    /// <summary>Whether records can be delivered exactly once with a config; null says that the connector does not know.</summary>
    public virtual ExactlyOnceSupport? ExactlyOnceSupport(IReadOnlyDictionary<string, string?> config) => null;

    /// <summary>Whether tasks can set the bounds of transactions with a config.</summary>
    public virtual ConnectorTransactionBoundaries? CanDefineTransactionBoundaries(IReadOnlyDictionary<string, string?> config) =>
        ConnectorTransactionBoundaries.Unsupported;

    /// <summary>Called before an operator's change of offsets is written.</summary>
    /// <param name="config">The connector's config, resolved.</param>
    /// <param name="offsets">Source partitions with their new offsets, null to forget one; partitions may be null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>True when nothing else is to be done by the operator; false when offsets may also live outside Kafka Connect.</returns>
    /// <exception cref="NotSupportedException">Offsets cannot be changed from outside.</exception>
    /// <exception cref="Errors.ConnectException">The change is wrong; its text is the answer.</exception>
    public virtual ValueTask<bool> AlterOffsetsAsync(
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyList<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>> offsets,
        CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
