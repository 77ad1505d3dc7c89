using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// Carries a value from the schema it was written with to another that a sink wants: fields by name, numbers to wider types, defaults for
/// missing fields. Stateless.
/// </summary>
public static class SchemaProjector
{
    /// <summary>Projects a value.</summary>
    /// <param name="source">Schema of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="target">Schema to fit.</param>
    /// <exception cref="SchemaProjectorException">The schemas cannot be brought together.</exception>
    public static object? Project(Schema source, object? value, Schema target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        CheckCompatible(source, target);
        if (source.IsOptional && !target.IsOptional)
        {
            return target.DefaultValue is null
                ? throw new SchemaProjectorException("Writer schema is optional, however, target schema does not provide a default value.")
                : value is null ? target.DefaultValue : ProjectValue(source, value, target);
        }

        return value is null ? null : ProjectValue(source, value, target);
    }

    private static object ProjectValue(Schema source, object value, Schema target)
    {
        switch (target.Type)
        {
            case SchemaType.Struct:
                return ProjectStruct(source, (Struct)value, target);
            case SchemaType.Array:
                return ((IReadOnlyList<object?>)value).Select(item => Project(source.ValueSchema!, item, target.ValueSchema!)).ToList();
            case SchemaType.Map:
                var map = new ConnectMap();
                foreach (var (key, item) in (ConnectMap)value)
                {
                    map[Project(source.KeySchema!, key, target.KeySchema!)!] = Project(source.ValueSchema!, item, target.ValueSchema!);
                }

                return map;
            default:
                return source.Type != target.Type && value is sbyte or short or int or long or float or double
                    ? Values.ConvertTo(new SchemaBuilder(target.Type).Build(), source, value)!
                    : value;
        }
    }

    private static Struct ProjectStruct(Schema source, Struct value, Schema target)
    {
        var result = new Struct(target);
        foreach (var field in target.Fields)
        {
            if (source.Field(field.Name) is { } from)
            {
                try
                {
                    result.Put(field, Project(from.Schema, value.Get(from), field.Schema));
                }
                catch (SchemaProjectorException e)
                {
                    throw new SchemaProjectorException($"Error projecting {field.Name}", e);
                }
            }
            else if (!field.Schema.IsOptional)
            {
                result.Put(field, field.Schema.DefaultValue
                    ?? throw new SchemaProjectorException($"Required field `{field.Name}` is missing from source schema: {source}"));
            }
        }

        return result;
    }

    private static void CheckCompatible(Schema source, Schema target)
    {
        if (source.Type != target.Type && !IsWider(source.Type, target.Type))
        {
            throw new SchemaProjectorException(
                $"Schema type mismatch. source type: {source.Type.JavaName()} and target type: {target.Type.JavaName()}");
        }

        if (source.Name != target.Name)
        {
            throw new SchemaProjectorException(
                $"Schema name mismatch. source name: {source.Name ?? "null"} and target name: {target.Name ?? "null"}");
        }

        if (!SchemaEquality.ParametersEqual(source.Parameters, target.Parameters))
        {
            throw new SchemaProjectorException(
                $"Schema parameters not equal. source parameters: {Text(source)} and target parameters: {Text(target)}");
        }
    }

    private static bool IsWider(SchemaType source, SchemaType target) => target <= SchemaType.Float64 && source < target;

    private static string Text(Schema schema) => schema.Parameters is null
        ? "null"
        : "{" + string.Join(", ", schema.Parameters.Select(p => p.Key + "=" + p.Value)) + "}";
}
