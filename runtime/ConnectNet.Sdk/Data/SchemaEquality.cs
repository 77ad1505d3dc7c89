namespace ConnectNet.Sdk.Data;

/// <summary>Deep equality of schemas and of the values that appear in defaults.</summary>
internal static class SchemaEquality
{
    public static bool AreEqual(Schema a, Schema b) =>
        a.Type == b.Type
        && a.IsOptional == b.IsOptional
        && a.Version == b.Version
        && a.Name == b.Name
        && a.Doc == b.Doc
        && ValuesEqual(a.DefaultValue, b.DefaultValue)
        && ParametersEqual(a.Parameters, b.Parameters)
        && Equals(a.KeySchema, b.KeySchema)
        && Equals(a.ValueSchema, b.ValueSchema)
        && FieldsEqual(a.FieldList, b.FieldList);

    public static int HashOf(Schema schema)
    {
        var hash = new HashCode();
        hash.Add(schema.Type);
        hash.Add(schema.IsOptional);
        hash.Add(schema.Name);
        hash.Add(schema.Version);
        foreach (var field in schema.FieldList ?? [])
        {
            hash.Add(field.Name);
            hash.Add(field.Schema.Type);
        }

        var code = hash.ToHashCode();
        return code == 0 ? 1 : code;
    }

    /// <summary>Equality of Connect values: bytes and lists by content.</summary>
    public static bool ValuesEqual(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (string x, string y) => x == y,
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => ListsEqual(x, y),
        _ => a is not null && a.Equals(b),
    };

    public static int ValueHash(object? value) => value switch
    {
        null => 0,
        byte[] bytes => bytes.Length,
        string text => text.GetHashCode(StringComparison.Ordinal),
        IReadOnlyList<object?> list => list.Count,
        _ => value.GetHashCode(),
    };

    private static bool ListsEqual(IReadOnlyList<object?> x, IReadOnlyList<object?> y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Count; i++)
        {
            if (!ValuesEqual(x[i], y[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool ParametersEqual(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b)
    {
        if (a is null || b is null)
        {
            return ReferenceEquals(a, b);
        }

        return a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var other) && other == p.Value);
    }

    private static bool FieldsEqual(Field[]? a, Field[]? b)
    {
        if (a is null || b is null)
        {
            return ReferenceEquals(a, b);
        }

        return a.AsSpan().SequenceEqual(b);
    }
}
