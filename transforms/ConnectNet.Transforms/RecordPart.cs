using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>The side of a record that a transformation works on. Stateless.</summary>
internal abstract class RecordPart
{
    /// <summary>The key.</summary>
    public static RecordPart Key { get; } = new KeyPart();

    /// <summary>The value.</summary>
    public static RecordPart Value { get; } = new ValuePart();

    /// <summary>Its schema, or null.</summary>
    public abstract Schema? SchemaOf(ConnectRecord record);

    /// <summary>Its value, or null.</summary>
    public abstract object? ValueOf(ConnectRecord record);

    /// <summary>The record with this side replaced.</summary>
    public abstract ConnectRecord With(ConnectRecord record, Schema? schema, object? value);

    private sealed class KeyPart : RecordPart
    {
        public override Schema? SchemaOf(ConnectRecord record) => record.KeySchema;

        public override object? ValueOf(ConnectRecord record) => record.Key;

        public override ConnectRecord With(ConnectRecord record, Schema? schema, object? value) =>
            record with { KeySchema = schema, Key = value };
    }

    private sealed class ValuePart : RecordPart
    {
        public override Schema? SchemaOf(ConnectRecord record) => record.ValueSchema;

        public override object? ValueOf(ConnectRecord record) => record.Value;

        public override ConnectRecord With(ConnectRecord record, Schema? schema, object? value) =>
            record with { ValueSchema = schema, Value = value };
    }
}
