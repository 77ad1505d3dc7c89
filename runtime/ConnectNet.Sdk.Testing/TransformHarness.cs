using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Sdk.Testing;

/// <summary>Runs a transformation in a test: validates its config as the worker does, configures it, and applies it to records.</summary>
/// <typeparam name="TTransformation">Class of the transformation.</typeparam>
public sealed class TransformHarness<TTransformation> : IDisposable
    where TTransformation : ITransformation, new()
{
    /// <summary>Makes and configures the transformation.</summary>
    /// <param name="config">Its keys, without the prefix <c>transforms.alias.</c>; null for none.</param>
    /// <exception cref="Errors.ConfigException">A key is missing or wrong.</exception>
    public TransformHarness(IReadOnlyDictionary<string, string?>? config = null)
    {
        config ??= new Dictionary<string, string?>();
        ConfigErrors.ThrowIfAny(ConfigErrors.Of(Transformation.Config, config));
        Transformation.Configure(config);
    }

    /// <summary>The transformation.</summary>
    public TTransformation Transformation { get; } = new();

    /// <summary>Applies it to a record.</summary>
    /// <typeparam name="TRecord">Kind of record, which a transformation keeps.</typeparam>
    /// <returns>The record changed, the record itself, or null where it is dropped.</returns>
    /// <exception cref="InvalidOperationException">The transformation has made a record of the other kind.</exception>
    public TRecord? Apply<TRecord>(TRecord record)
        where TRecord : ConnectRecord => Transformation.Apply(record) switch
        {
            null => null,
            TRecord changed => changed,
            _ => throw new InvalidOperationException($"A transformation must return the kind of record that it gets; change it by 'record with {{ … }}'."),
        };

    /// <summary>Applies it to a record of topic <c>test</c> with this value.</summary>
    /// <param name="value">Value of the record, or null for a tombstone.</param>
    /// <param name="schema">Schema of the value, or null.</param>
    /// <returns>The record changed, the record itself, or null where it is dropped.</returns>
    public SourceRecord? Apply(object? value, Schema? schema) => Apply(new SourceRecord { Topic = "test", Value = value, ValueSchema = schema });

    /// <summary>Disposes the transformation.</summary>
    public void Dispose() => Transformation.Dispose();
}
