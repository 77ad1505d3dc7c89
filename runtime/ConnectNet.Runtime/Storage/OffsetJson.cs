using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Source offsets as bytes: the key <c>["connector",{partition}]</c> and the value <c>{offset}</c>. Members are written in Java's hash
/// order, because a key is found by its exact bytes and Java's connectors and its REST API write that order. Pure functions.
/// </summary>
internal static class OffsetJson
{
    /// <summary>Refuses values that offsets may not hold.</summary>
    /// <exception cref="DataException">A value is no primitive.</exception>
    public static void Validate(IReadOnlyDictionary<string, object?>? map)
    {
        foreach (var (key, value) in map ?? new Dictionary<string, object?>())
        {
            var type = value switch
            {
                null or sbyte or short or int or long or float or double or bool or string or byte[] => null,
                Struct => "STRUCT",
                ConnectMap or System.Collections.IDictionary or IReadOnlyDictionary<string, object?> => "MAP",
                System.Collections.IEnumerable => "ARRAY",
                _ => "class " + JavaTypes.NameOf(value),
            };
            if (type is not null)
            {
                throw new DataException("Offsets may only contain primitive types as values, but field " + key + " contains " + type);
            }
        }
    }

    public static byte[] Key(string connector, IReadOnlyDictionary<string, object?>? partition)
    {
        Validate(partition);
        return SchemalessJson.Write(new List<object?> { connector, Map(partition) });
    }

    /// <summary>The bytes of an offset; null for none, which removes the entry.</summary>
    public static byte[]? Value(IReadOnlyDictionary<string, object?>? offset)
    {
        Validate(offset);
        return offset is null ? null : SchemalessJson.Write(Map(offset));
    }

    /// <summary>Reads an offset; null for null bytes.</summary>
    /// <exception cref="DataException">The bytes are no offset.</exception>
    public static IReadOnlyDictionary<string, object?>? ReadValue(byte[]? value)
    {
        if (value is null)
        {
            return null;
        }

        var read = Read(value);
        var map = read is null ? null : ToMap(read) ?? throw new DataException("Offsets must be specified as a Map");
        Validate(map);
        return map;
    }

    /// <summary>Reads a key; the reason why it is none otherwise.</summary>
    public static (string Connector, IReadOnlyDictionary<string, object?> Partition)? ReadKey(byte[]? key, out string? problem)
    {
        problem = null;
        object? read;
        try
        {
            read = key is null ? null : Read(key);
        }
        catch (DataException)
        {
            problem = "unknown serialization. Expected json.";
            return null;
        }

        if (read is not IReadOnlyList<object?> list)
        {
            problem = "an unexpected format. Expected type: java.util.List, actual type: " + JavaTypes.NameOf(read);
            return null;
        }

        if (list.Count != 2)
        {
            problem = "an unexpected number of elements. Expected: 2, actual: " + list.Count;
            return null;
        }

        if (list[0] is not string connector)
        {
            problem = "an unexpected format for the first element in the partition key list. Expected type: java.lang.String, actual type: "
                + JavaTypes.NameOf(list[0]);
            return null;
        }

        if (ToMap(list[1]) is not { } partition)
        {
            problem = list[1] is null
                ? null
                : "an unexpected format for the second element in the partition key list. Expected type: java.util.Map, actual type: "
                    + JavaTypes.NameOf(list[1]);
            return null;
        }

        return (connector, partition);
    }

    private static object? Read(byte[] bytes)
    {
        try
        {
            return SchemalessJson.Read(bytes);
        }
        catch (JacksonException e)
        {
            throw new DataException("Converting byte[] to Kafka Connect data failed due to serialization error: ", e);
        }
    }

    private static ConnectMap? Map(IReadOnlyDictionary<string, object?>? map)
    {
        if (map is null)
        {
            return null;
        }

        var ordered = new ConnectMap(map.Count);
        foreach (var (key, value) in JavaOrder.HashOrder(map))
        {
            ordered.Add(key, value);
        }

        return ordered;
    }

    private static OrderedDictionary<string, object?>? ToMap(object? value)
    {
        if (value is not ConnectMap map)
        {
            return null;
        }

        var result = new OrderedDictionary<string, object?>(map.Count);
        foreach (var (key, entry) in JavaOrder.HashOrder(map.Select(pair => new KeyValuePair<string, object?>((string)pair.Key, pair.Value))))
        {
            result.Add(key, entry);
        }

        return result;
    }
}
