using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Checks of a source connector's wishes for exactly-once delivery; they exist in distributed mode only.</summary>
internal static class ExactlyOnceChecks
{
    private const string Unknown =
        "The connector does not implement the API required for preflight validation of exactly-once source support. "
        + "Please consult the documentation for the connector to determine whether it supports exactly-once semantics, and then consider "
        + "reconfiguring the connector to use the value \"requested\" for this property (which will disable this preflight check and allow "
        + "the connector to be created).";

    private const string NoBoundaries =
        "The connector does not support connector-defined transaction boundaries with the given configuration. "
        + "Please reconfigure it to use a different transaction boundary definition.";

    private const string NullBoundaries =
        "This connector has returned a null value from its canDefineTransactionBoundaries method, which is not permitted. The connector will be "
        + "treated as if it cannot define its own transaction boundaries, and cannot be configured with 'transaction.boundary' set to 'connector'.";

    public static void Run(
        SourceConnector connector, WorkerConfig worker, IReadOnlyDictionary<string, string?> config, OrderedDictionary<string, ConfigValue> values)
    {
        CheckSupport(connector, worker, config, values[ConnectorKeys.ExactlyOnce]);
        CheckBoundary(connector, config, values[ConnectorKeys.TransactionBoundary]);
    }

    private static void CheckSupport(
        SourceConnector connector, WorkerConfig worker, IReadOnlyDictionary<string, string?> config, ConfigValue value)
    {
        if (value.Errors.Count > 0 || value.Value is not string wish || !wish.Equals("required", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!worker.ExactlyOnceSourceEnabled)
        {
            value.AddError("This worker does not have exactly-once source support enabled.");
        }

        Ask(value, () => connector.ExactlyOnceSupport(config) switch
        {
            null => Unknown,
            ExactlyOnceSupport.Unsupported => "The connector does not support exactly-once semantics with the provided configuration.",
            _ => null,
        });
    }

    private static void CheckBoundary(SourceConnector connector, IReadOnlyDictionary<string, string?> config, ConfigValue value)
    {
        if (value.Errors.Count > 0 || value.Value is not string wish || !wish.Equals("connector", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        Ask(value, () => connector.CanDefineTransactionBoundaries(config) switch
        {
            null => NullBoundaries,
            ConnectorTransactionBoundaries.Unsupported => NoBoundaries,
            _ => null,
        });
    }

    private static void Ask(ConfigValue value, Func<string?> question)
    {
        try
        {
            if (question() is { } problem)
            {
                value.AddError(problem);
            }
        }
        catch (Exception e)
        {
            value.AddError(e.Message.Length > 0
                ? "An unexpected error occurred during validation: " + e.Message
                : "An unexpected error occurred during validation; please see the worker logs for more details.");
        }
    }
}
