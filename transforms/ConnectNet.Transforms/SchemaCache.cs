using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms;

/// <summary>
/// Remembers what was worked out for the schemas met; the schema of the record before is recognised by reference. A full cache starts
/// anew. Used by one thread.
/// </summary>
/// <typeparam name="T">What is worked out.</typeparam>
/// <param name="make">Works it out.</param>
internal sealed class SchemaCache<T>(Func<Schema, T> make)
    where T : class
{
    private const int MaxEntries = 16;

    private readonly Dictionary<Schema, T> _entries = [];
    private Schema? _lastSchema;
    private T? _last;

    /// <summary>What belongs to a schema.</summary>
    public T Get(Schema schema)
    {
        if (!ReferenceEquals(schema, _lastSchema))
        {
            if (!_entries.TryGetValue(schema, out var entry))
            {
                if (_entries.Count == MaxEntries)
                {
                    _entries.Clear();
                }

                entry = make(schema);
                _entries.Add(schema, entry);
            }

            _last = entry;
            _lastSchema = schema;
        }

        return _last!;
    }
}
