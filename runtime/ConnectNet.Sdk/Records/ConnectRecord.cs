using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Records;

/// <summary>
/// What source and sink records have in common. Immutable: a transformation returns <c>record with { … }</c>, which keeps where the
/// record came from.
/// </summary>
public abstract record ConnectRecord
{
    /// <summary>Topic to write to, or consumed from.</summary>
    public required string Topic { get; init; }

    /// <summary>Partition of the topic; null lets the producer choose.</summary>
    public int? Partition { get; init; }

    /// <summary>Schema of the key, or null.</summary>
    public Schema? KeySchema { get; init; }

    /// <summary>The key, or null.</summary>
    public object? Key { get; init; }

    /// <summary>Schema of the value, or null.</summary>
    public Schema? ValueSchema { get; init; }

    /// <summary>The value; null in a tombstone.</summary>
    public object? Value { get; init; }

    /// <summary>Milliseconds since the epoch, or null.</summary>
    public long? Timestamp { get; init; }

    /// <summary>Headers.</summary>
    public ConnectHeaders Headers { get; init; } = ConnectHeaders.Empty;

    /// <summary>What the worker has to remember of the record as polled or consumed; kept by <c>with</c>.</summary>
    internal object? Origin { get; init; }
}
