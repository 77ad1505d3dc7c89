using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms;

/// <summary>Builders that start from another schema. Stateless.</summary>
internal static class SchemaCopies
{
    /// <summary>Copies name, version, documentation and parameters; optional, default and contents are left out.</summary>
    public static SchemaBuilder CopyBasics(Schema source, SchemaBuilder builder)
    {
        if (source.Name is not null)
        {
            builder.Name(source.Name);
        }

        if (source.Version is { } version)
        {
            builder.Version(version);
        }

        if (source.Doc is not null)
        {
            builder.Doc(source.Doc);
        }

        return builder.Parameters(source.Parameters);
    }

    /// <summary>The same for a schema that is no struct and no map.</summary>
    public static SchemaBuilder CopyBasics(Schema source) => CopyBasics(
        source, source.Type == SchemaType.Array ? SchemaBuilder.Array(source.ValueSchema!) : new SchemaBuilder(source.Type));
}
