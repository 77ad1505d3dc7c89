using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rest;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>
/// How long a stream goes on after faults: counted from the first one since rows were last stored. New tables and columns become visible to
/// appends minutes after they were made, so those faults are borne longer. Used by the stream's loop.
/// </summary>
internal sealed class FaultBudget(BigQuerySinkConfig config, TimeProvider time)
{
    private static readonly TimeSpan TablePatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SchemaPatience = TimeSpan.FromMinutes(10);

    private readonly Backoff _backoff = new(config.RetryWait);
    private readonly int _leastTries = config.Int(Keys.Retry);
    private long? _since;

    /// <summary>The wait before the next try; null when the patience is over.</summary>
    public TimeSpan? Next(AppendOutcome outcome)
    {
        _since ??= time.GetTimestamp();
        var patience = outcome switch
        {
            AppendOutcome.TableMissing when config.RetryTimeout < TablePatience => TablePatience,
            AppendOutcome.SchemaPending when config.RetryTimeout < SchemaPatience => SchemaPatience,
            _ => config.RetryTimeout,
        };
        return time.GetElapsedTime(_since.Value) > patience && _backoff.Tries >= _leastTries ? null : _backoff.Next();
    }

    public void Stored()
    {
        _since = null;
        _backoff.Reset();
    }
}
