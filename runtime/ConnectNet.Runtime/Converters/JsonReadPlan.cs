using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Converters;

/// <summary>
/// How payloads of one schema are read: made once per schema, then walked for each value. Primitives are not type-checked, as in Java; structs check
/// what is put into them. Immutable.
/// </summary>
internal sealed class JsonReadPlan
{
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly Schema _schema;
    private readonly JsonKind _kind;
    private readonly bool _replaceNull;
    private readonly JsonReadPlan? _keys;
    private readonly JsonReadPlan? _values;
    private readonly JsonReadPlan[] _fields = [];
    private readonly byte[][] _fieldNames = [];

    public JsonReadPlan(Schema schema, JsonConverterConfig config)
    {
        _schema = schema;
        _replaceNull = config.ReplaceNullWithDefault;
        _kind = JsonKinds.Of(schema);
        _keys = schema.KeySchema is null ? null : new JsonReadPlan(schema.KeySchema, config);
        _values = schema.ValueSchema is null ? null : new JsonReadPlan(schema.ValueSchema, config);
        if (schema.Type == SchemaType.Struct)
        {
            _fields = [.. schema.Fields.Select(f => new JsonReadPlan(f.Schema, config))];
            _fieldNames = [.. schema.Fields.Select(f => Encoding.UTF8.GetBytes(f.Name))];
        }
    }

    /// <summary>A value whose parts were all made by a plan and need no second check.</summary>
    private bool IsChecked => _kind is not (JsonKind.Array or JsonKind.StringMap or JsonKind.PairMap);

    /// <summary>Reads the value at which the reader stands.</summary>
    /// <exception cref="DataException">The value does not fit the schema.</exception>
    public object? Read(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null
        ? Null()
        : _kind switch
        {
            JsonKind.String => JsonNodes.Text(ref reader),
            JsonKind.Int64 => JsonNodes.Int64(ref reader),
            JsonKind.Int32 => JsonNodes.Int32(ref reader),
            JsonKind.Float64 => JsonNodes.Double(ref reader),
            JsonKind.Boolean => JsonNodes.Boolean(ref reader) ? True : False,
            JsonKind.Struct => ReadStruct(ref reader),
            JsonKind.Float32 => JsonNodes.Float(ref reader),
            JsonKind.Int16 => unchecked((short)JsonNodes.Int32(ref reader)),
            JsonKind.Int8 => unchecked((sbyte)JsonNodes.Int32(ref reader)),
            JsonKind.Bytes => ReadBytes(ref reader),
            JsonKind.Array => ReadArray(ref reader),
            JsonKind.StringMap => ReadObject(ref reader),
            JsonKind.PairMap => ReadPairs(ref reader),
            JsonKind.Decimal => ReadDecimal(ref reader),
            _ => ReadTime(ref reader),
        };

    /// <summary>What a document without any value reads as.</summary>
    /// <exception cref="DataException">The schema needs a value.</exception>
    public object? ReadMissing() => _kind switch
    {
        JsonKind.String or JsonKind.Bytes => null,
        JsonKind.Int8 => (sbyte)0,
        JsonKind.Int16 => (short)0,
        JsonKind.Int32 => 0,
        JsonKind.Int64 => 0L,
        JsonKind.Float32 => 0f,
        JsonKind.Float64 => 0d,
        JsonKind.Boolean => False,
        JsonKind.Array => new List<object?>(),
        JsonKind.Decimal => throw WrongNode("Decimal", "numeric or bytes", JsonTokenType.None),
        JsonKind.Timestamp => throw WrongNode("Timestamp", "integral", JsonTokenType.None),
        JsonKind.Date or JsonKind.Time => throw WrongNode(_kind.ToString(), "integer", JsonTokenType.None),
        _ => throw WrongShape(JsonTokenType.None),
    };

    private static DataException WrongNode(string type, string expected, JsonTokenType found) => new(
        $"Invalid type for {type}, underlying representation should be {expected} but was {JsonNodes.KindName(found)}");

    private DataException WrongShape(JsonTokenType found) => new((_kind switch
    {
        JsonKind.Struct => "Structs should be encoded as JSON objects, but found ",
        JsonKind.StringMap => "Maps with string fields should be encoded as JSON objects, but found ",
        _ => "Maps with non-string fields should be encoded as JSON array of tuples, but found ",
    }) + JsonNodes.KindName(found));

    private object? Null()
    {
        if (_schema.DefaultValue is not null && _replaceNull)
        {
            return _schema.DefaultValue;
        }

        return _schema.IsOptional ? null : throw new DataException($"Invalid null value for required {_schema.Type.JavaName()} field");
    }

    private Struct ReadStruct(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw WrongShape(reader.TokenType);
        }

        var result = new Struct(_schema);
        Span<bool> seen = _fields.Length <= 128 ? stackalloc bool[128] : new bool[_fields.Length];
        var next = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var index = IndexOf(ref reader, next);
            reader.Read();
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            Put(result, index, _fields[index].Read(ref reader));
            seen[index] = true;
            next = index + 1;
        }

        for (var i = 0; i < _fields.Length; i++)
        {
            if (!seen[i])
            {
                Put(result, i, _fields[i].Null());
            }
        }

        return result;
    }

    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        // Members nearly always come in the order of the schema.
        if (expected < _fieldNames.Length && reader.ValueTextEquals(_fieldNames[expected]))
        {
            return expected;
        }

        return _schema.Field(JsonTokens.Text(ref reader))?.Index ?? -1;
    }

    private void Put(Struct data, int index, object? value)
    {
        if (value is not null && _fields[index].IsChecked)
        {
            data.PutChecked(index, value);
        }
        else
        {
            data.Put(_schema.Fields[index], value);
        }
    }

    private static byte[]? ReadBytes(ref Utf8JsonReader reader)
    {
        try
        {
            return JsonNodes.Bytes(ref reader);
        }
        catch (FormatException e)
        {
            throw new DataException("Invalid bytes field", e);
        }
    }

    private List<object?> ReadArray(ref Utf8JsonReader reader)
    {
        var list = new List<object?>();
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return list;
        }

        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                // An object where an array should be counts as the list of its values.
                reader.Read();
            }

            list.Add(_values!.Read(ref reader));
        }

        return list;
    }

    private ConnectMap ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw WrongShape(reader.TokenType);
        }

        var map = new ConnectMap();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = JsonTokens.Text(ref reader);
            reader.Read();
            map[name] = _values!.Read(ref reader);
        }

        return map;
    }

    private ConnectMap ReadPairs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw WrongShape(reader.TokenType);
        }

        var map = new ConnectMap();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            CheckPair(reader);
            reader.Read();
            var key = _keys!.Read(ref reader);
            reader.Read();
            map[key!] = _values!.Read(ref reader);
            reader.Read();
        }

        return map;
    }

    /// <summary>Looks ahead on a copy of the reader.</summary>
    private static void CheckPair(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new DataException("Found invalid map entry instead of array tuple: " + JsonNodes.KindName(reader.TokenType));
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        if (count != 2)
        {
            throw new DataException($"Found invalid map entry, expected length 2 but found :{count}");
        }
    }

    private BigDecimal ReadDecimal(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return JsonNodes.Decimal(ref reader);
            case JsonTokenType.String:
                try
                {
                    var bytes = JsonNodes.Bytes(ref reader);
                    return bytes is { Length: > 0 } ? LogicalTypes.ToDecimal(_schema, bytes) : throw new NumberFormatException("Zero length BigInteger");
                }
                catch (Exception e) when (e is FormatException or DataException)
                {
                    throw new DataException("Invalid bytes for Decimal field", e);
                }

            default:
                throw WrongNode("Decimal", "numeric or bytes", reader.TokenType);
        }
    }

    private EpochMillis ReadTime(ref Utf8JsonReader reader)
    {
        var integral = reader.TokenType == JsonTokenType.Number && JsonTokens.IsIntegral(reader.ValueSpan);
        if (_kind == JsonKind.Timestamp)
        {
            return integral
                ? LogicalTypes.ToTimestamp(_schema, JsonTokens.Integer(ref reader))
                : throw WrongNode("Timestamp", "integral", reader.TokenType);
        }

        if (!integral || !reader.TryGetInt32(out var number))
        {
            throw WrongNode(_kind.ToString(), "integer", reader.TokenType);
        }

        return _kind == JsonKind.Date ? LogicalTypes.ToDate(_schema, number) : LogicalTypes.ToTime(_schema, number);
    }
}
