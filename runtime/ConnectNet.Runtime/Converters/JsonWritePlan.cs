using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Converters;

/// <summary>
/// How the values of one schema are written: made once per schema, then walked for each value without looking at the schema again.
/// Immutable.
/// </summary>
internal sealed class JsonWritePlan
{
    private readonly Schema _schema;
    private readonly JsonKind _kind;
    private readonly JsonConverterConfig _config;
    private readonly JsonWritePlan? _keys;
    private readonly JsonWritePlan? _values;
    private readonly JsonWritePlan[] _fields = [];
    private readonly JsonEncodedText[] _fieldNames = [];

    public JsonWritePlan(Schema schema, JsonConverterConfig config)
    {
        _schema = schema;
        _config = config;
        _kind = JsonKinds.Of(schema);
        _keys = schema.KeySchema is null ? null : new JsonWritePlan(schema.KeySchema, config);
        _values = schema.ValueSchema is null ? null : new JsonWritePlan(schema.ValueSchema, config);
        if (schema.Type == SchemaType.Struct)
        {
            _fields = [.. schema.Fields.Select(f => new JsonWritePlan(f.Schema, config))];
            _fieldNames = [.. schema.Fields.Select(f => JsonEncodedText.Encode(f.Name, JavaJson.Encoder))];
        }
    }

    /// <summary>Writes a value, or what stands in for null.</summary>
    /// <exception cref="DataException">The value does not fit the schema.</exception>
    public void Write(Utf8JsonWriter writer, object? value)
    {
        if (value is null)
        {
            if (_schema.DefaultValue is not null && _config.ReplaceNullWithDefault)
            {
                value = _schema.DefaultValue;
            }
            else if (_schema.IsOptional)
            {
                writer.WriteNullValue();
                return;
            }
            else
            {
                throw new DataException("Conversion error: null value for field that is required and has no default value");
            }
        }

        switch (_kind)
        {
            case JsonKind.String when value is string text:
                writer.WriteStringValue(text);
                break;
            case JsonKind.Int64 when value is long number:
                writer.WriteNumberValue(number);
                break;
            case JsonKind.Int32 when value is int number:
                writer.WriteNumberValue(number);
                break;
            case JsonKind.Float64 when value is double number:
                JavaJson.WriteNumber(writer, number);
                break;
            case JsonKind.Boolean when value is bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonKind.Struct when value is Struct data:
                WriteStruct(writer, data);
                break;
            case JsonKind.Float32 when value is float number:
                JavaJson.WriteNumber(writer, number);
                break;
            case JsonKind.Int16 when value is short number:
                writer.WriteNumberValue(number);
                break;
            case JsonKind.Int8 when value is sbyte number:
                writer.WriteNumberValue(number);
                break;
            case JsonKind.Bytes when value is byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            default:
                WriteOther(writer, value);
                break;
        }
    }

    private static void WriteChild(Utf8JsonWriter writer, JsonWritePlan? plan, object? value)
    {
        if (plan is null)
        {
            SchemalessJson.WriteAsJava(writer, value);
        }
        else
        {
            plan.Write(writer, value);
        }
    }

    private void WriteOther(Utf8JsonWriter writer, object value)
    {
        switch (_kind)
        {
            case JsonKind.Array when value is IReadOnlyList<object?> list:
                writer.WriteStartArray();
                for (var i = 0; i < list.Count; i++)
                {
                    WriteChild(writer, _values, list[i]);
                }

                writer.WriteEndArray();
                break;
            case JsonKind.StringMap when value is ConnectMap map:
                WriteObject(writer, map);
                break;
            case JsonKind.PairMap when value is ConnectMap map:
                WritePairs(writer, map);
                break;
            case JsonKind.Decimal or JsonKind.Date or JsonKind.Time or JsonKind.Timestamp:
                WriteLogical(writer, value);
                break;
            case JsonKind.Bytes:
                throw new DataException($"Invalid type for bytes type: class {JavaTypes.NameOf(value)}");
            default:
                throw new DataException($"Invalid type for {_schema.Type.JavaName()}: class {JavaTypes.NameOf(value)}");
        }
    }

    private void WriteStruct(Utf8JsonWriter writer, Struct data)
    {
        if (!data.Schema.Equals(_schema))
        {
            throw new DataException("Mismatching schema.");
        }

        writer.WriteStartObject();
        for (var i = 0; i < _fields.Length; i++)
        {
            writer.WritePropertyName(_fieldNames[i]);
            _fields[i].Write(writer, data.GetRaw(i));
        }

        writer.WriteEndObject();
    }

    private void WriteObject(Utf8JsonWriter writer, ConnectMap map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map.InJavaOrder())
        {
            writer.WritePropertyName(key as string ?? throw new DataException($"Invalid type for STRING: class {JavaTypes.NameOf(key)}"));
            WriteChild(writer, _values, value);
        }

        writer.WriteEndObject();
    }

    private void WritePairs(Utf8JsonWriter writer, ConnectMap map)
    {
        writer.WriteStartArray();
        foreach (var (key, value) in map.InJavaOrder())
        {
            writer.WriteStartArray();
            WriteChild(writer, _keys, key);
            WriteChild(writer, _values, value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private void WriteLogical(Utf8JsonWriter writer, object value)
    {
        if (_kind == JsonKind.Decimal)
        {
            if (value is not BigDecimal number)
            {
                throw new DataException($"Invalid type for Decimal, expected BigDecimal but was class {JavaTypes.NameOf(value)}");
            }

            if (_config.NumericDecimals)
            {
                writer.WriteRawValue(number.ToString(), skipInputValidation: true);
            }
            else
            {
                writer.WriteBase64StringValue(LogicalTypes.FromDecimal(_schema, number));
            }

            return;
        }

        if (value is not EpochMillis time)
        {
            throw new DataException($"Invalid type for {_kind}, expected Date but was class {JavaTypes.NameOf(value)}");
        }

        writer.WriteNumberValue(_kind switch
        {
            JsonKind.Date => LogicalTypes.FromDate(_schema, time),
            JsonKind.Time => LogicalTypes.FromTime(_schema, time),
            _ => LogicalTypes.FromTimestamp(_schema, time),
        });
    }
}
