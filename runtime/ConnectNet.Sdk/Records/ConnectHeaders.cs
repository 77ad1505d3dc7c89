using System.Collections;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Records;

/// <summary>
/// The headers of a record in their order; keys may repeat. Immutable: every operation gives new headers, so records can share them.
/// </summary>
public sealed class ConnectHeaders : IReadOnlyList<Header>, IEquatable<ConnectHeaders>
{
    private readonly Header[] _headers;

    private ConnectHeaders(Header[] headers)
    {
        _headers = headers;
    }

    /// <summary>No headers.</summary>
    public static ConnectHeaders Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _headers.Length;

    /// <inheritdoc/>
    public Header this[int index] => _headers[index];

    /// <summary>Headers of the given order.</summary>
    public static ConnectHeaders Of(IEnumerable<Header> headers)
    {
        var array = headers.ToArray();
        return array.Length == 0 ? Empty : new ConnectHeaders(array);
    }

    /// <summary>Appends a header.</summary>
    /// <exception cref="DataException">The value does not fit the schema.</exception>
    public ConnectHeaders Add(string key, object? value, Schema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Check(value, schema);
        return new ConnectHeaders([.. _headers, new Header(key, schema, value)]);
    }

    /// <summary>Appends a string header.</summary>
    public ConnectHeaders AddString(string key, string? value) => Add(key, value, value is null ? Schema.OptionalString : Schema.String);

    /// <summary>The last header of a key, or null.</summary>
    public Header? LastWithName(string key) => System.Array.FindLast(_headers, h => h.Key == key);

    /// <summary>All headers of a key, in order.</summary>
    public IEnumerable<Header> AllWithName(string key) => _headers.Where(h => h.Key == key);

    /// <summary>Without the headers of a key.</summary>
    public ConnectHeaders Remove(string key) => Of(_headers.Where(h => h.Key != key));

    /// <summary>Of the headers of a key only the last.</summary>
    public ConnectHeaders RetainLatest(string key)
    {
        var last = LastWithName(key);
        return last is null ? this : Of(_headers.Where(h => h.Key != key || ReferenceEquals(h, last)));
    }

    /// <summary>Of every key only its last header.</summary>
    public ConnectHeaders RetainLatest()
    {
        var latest = _headers.GroupBy(h => h.Key).Select(g => g.Last()).ToHashSet(ReferenceEqualityComparer.Instance);
        return Of(_headers.Where(latest.Contains));
    }

    /// <summary>Every header replaced by a function's result; null removes it.</summary>
    /// <exception cref="DataException">A new value does not fit its schema.</exception>
    public ConnectHeaders Apply(Func<Header, Header?> change)
    {
        var changed = _headers.Select(change).OfType<Header>().ToArray();
        foreach (var header in changed)
        {
            Check(header.Value, header.Schema);
        }

        return Of(changed);
    }

    /// <inheritdoc/>
    public bool Equals(ConnectHeaders? other) => other is not null && _headers.AsSpan().SequenceEqual(other._headers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConnectHeaders);

    /// <inheritdoc/>
    public override int GetHashCode() => _headers.Length == 0 ? 0 : HashCode.Combine(_headers.Length, _headers[0].Key);

    /// <inheritdoc/>
    public IEnumerator<Header> GetEnumerator() => ((IEnumerable<Header>)_headers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Java's text.</summary>
    public override string ToString() =>
        _headers.Length == 0
            ? "ConnectHeaders(headers=)"
            : "ConnectHeaders(headers=[" + string.Join(", ", _headers.Select(h =>
                $"ConnectHeader(key={h.Key}, value={Values.JavaText(h.Value)}, schema={h.Schema?.ToString() ?? "null"})")) + "])";

    private static void Check(object? value, Schema? schema)
    {
        if (schema is null)
        {
            return;
        }

        if (value is null && !schema.IsOptional)
        {
            throw new DataException($"A null value requires an optional schema but was {schema}");
        }

        if (value is not null && !Fits(value, schema))
        {
            throw new DataException($"The value {Values.JavaText(value)} is not compatible with the schema {schema}");
        }
    }

    // What containers hold is not looked at: a header such as [1,"a"] has a list schema without element schema.
    private static bool Fits(object value, Schema schema) => schema.Type switch
    {
        SchemaType.Int8 => value is sbyte,
        SchemaType.Int16 => value is short,
        SchemaType.Int32 => value is int || (value is EpochMillis && schema.Name is LogicalTypes.DateName or LogicalTypes.TimeName),
        SchemaType.Int64 => value is long || (value is EpochMillis && schema.Name is LogicalTypes.TimestampName),
        SchemaType.Float32 => value is float,
        SchemaType.Float64 => value is double,
        SchemaType.Boolean => value is bool,
        SchemaType.String => value is string,
        SchemaType.Bytes => value is byte[] || (value is BigDecimal && schema.Name is LogicalTypes.DecimalName),
        SchemaType.Array => value is IReadOnlyList<object?>,
        SchemaType.Map => value is ConnectMap,
        _ => value is Struct,
    };
}
