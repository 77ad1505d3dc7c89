using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Transforms;

/// <summary>What Cast is to do: one type for the whole value, or a type for each of some fields. Immutable.</summary>
internal sealed class CastSpec
{
    private const string OutputTypes = "[INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING]";

    private readonly OrderedDictionary<string, SchemaType> _fields = new(StringComparer.Ordinal);

    /// <exception cref="ConfigException">An element is no type, or no pair of field and type.</exception>
    public CastSpec(IReadOnlyList<string> mappings)
    {
        foreach (var mapping in mappings)
        {
            var parts = TransformKeys.Split(mapping, ':');
            switch (parts.Length)
            {
                case 1:
                    Whole = Parse(parts[0].Trim());
                    break;
                case 2:
                    _fields[parts[0].Trim()] = Parse(parts[1].Trim());
                    break;
                default:
                    // Java names another transformation's key here.
                    throw new ConfigException("renames", mappings, "Invalid rename mapping: " + mapping);
            }
        }

        if (Whole is not null && mappings.Count > 1)
        {
            throw new ConfigException(
                "Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec");
        }
    }

    /// <summary>Checks a list of mappings.</summary>
    public static ConfigValidator Validator { get; } = new SpecValidator();

    /// <summary>The type for the whole value, or null.</summary>
    public SchemaType? Whole { get; }

    /// <summary>The types of fields.</summary>
    public IReadOnlyDictionary<string, SchemaType> Fields => _fields;

    private static SchemaType Parse(string text)
    {
        var name = text.ToUpperInvariant();
        var type = Enum.GetValues<SchemaType>().Cast<SchemaType?>().FirstOrDefault(t => t!.Value.JavaName() == name)
            ?? throw new ConfigException(
                "Invalid type found in casting spec: " + text,
                "java.lang.IllegalArgumentException: No enum constant org.apache.kafka.connect.data.Schema.Type." + name,
                null);
        return type.IsPrimitive() && type != SchemaType.Bytes
            ? type
            : throw new ConfigException(
                $"Cast transformation does not support casting to {type.JavaName()}; supported types are {OutputTypes}");
    }

    private sealed class SpecValidator : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            _ = value is IReadOnlyList<string> { Count: > 0 } mappings
                ? new CastSpec(mappings)
                : throw new ConfigException("Must specify at least one field to cast.");
        }
    }
}
