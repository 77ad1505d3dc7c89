using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>What the transformations share that come in a flavour for keys and one for values. One instance serves one task.</summary>
public abstract class PartTransformation : ITransformation
{
    private readonly RecordPart _part;

    private protected PartTransformation(RecordPart part)
    {
        _part = part;
    }

    /// <inheritdoc/>
    public abstract ConfigDef Config { get; }

    /// <summary>Whether a field that is null is read as its default.</summary>
    private protected bool ReplaceNullWithDefault { get; set; } = true;

    /// <inheritdoc/>
    public abstract void Configure(IReadOnlyDictionary<string, string?> config);

    /// <inheritdoc/>
    public abstract ConnectRecord? Apply(ConnectRecord record);

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    private protected Schema? SchemaOf(ConnectRecord record) => _part.SchemaOf(record);

    private protected object? ValueOf(ConnectRecord record) => _part.ValueOf(record);

    private protected ConnectRecord With(ConnectRecord record, Schema? schema, object? value) => _part.With(record, schema, value);

    private protected object? FieldOf(Struct value, Field field) => ReplaceNullWithDefault ? value.Get(field) : value.GetWithoutDefault(field);

    private protected static ConnectMap RequireMap(object? value, string purpose) => value as ConnectMap
        ?? throw new DataException($"Only Map objects supported in absence of schema for [{purpose}], found: {JavaTypes.NameOf(value)}");

    private protected static ConnectMap? RequireMapOrNull(object? value, string purpose) => value is null ? null : RequireMap(value, purpose);

    private protected static Struct RequireStruct(object? value, string purpose) => value as Struct
        ?? throw new DataException($"Only Struct objects supported for [{purpose}], found: {JavaTypes.NameOf(value)}");

    private protected static Struct? RequireStructOrNull(object? value, string purpose) => value is null ? null : RequireStruct(value, purpose);
}
