using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>
/// Writes topics to BigQuery tables. Takes the configuration of the Java connectors; every task writes all tables of its partitions.
/// </summary>
[ConnectName("com.wepay.kafka.connect.bigquery.BigQuerySinkConnector", "0.1.0")]
public sealed class BigQuerySinkConnector : SinkConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override ConfigDef Config => KeyDeclarations.All;

    /// <inheritdoc/>
    public override Type TaskClass => typeof(BigQuerySinkTask);

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _ = new BigQuerySinkConfig(config);
        _config = config;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([.. Enumerable.Repeat(_config, maxTasks)]);

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        var results = Config.Validate(config);
        ConfigRules.Check(config, results);
        return ValueTask.FromResult(results);
    }
}
