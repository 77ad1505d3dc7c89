using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>dependentRequired</c>, <c>dependentSchemas</c> and draft 7's <c>dependencies</c>: a member asks for others, or for a schema.</summary>
internal sealed class DependenciesKeyword(string location, Dependency[] dependencies) : Keyword(location)
{
    /// <summary>Draft 7's keyword, which later drafts still let through.</summary>
    public static DependenciesKeyword Make(string name, SchemaSource source) => new(source.Location(name),
    [
        .. source.Members(name).Select(m => m.Value.ValueKind == JsonValueKind.Array
            ? new Dependency(m.Name, source.Texts(name, m.Value), null)
            : new Dependency(m.Name, [], source.SchemaInside(name, m.Name))),
    ]);

    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.Object)
        {
            return true;
        }

        var holds = true;
        foreach (var (name, members, schema) in dependencies)
        {
            if (!instance.Has(name))
            {
                continue;
            }

            if (RequiredKeyword.FirstMissing(instance, members) is { } missing)
            {
                holds = run.IsSilent ? false : run.Fail(Location, $"has the member '{name}', but not '{missing}'");
            }

            holds &= schema is null || schema.Check(instance, run);
        }

        return holds;
    }
}

/// <summary>What one member asks for.</summary>
/// <param name="Name">The member.</param>
/// <param name="Members">Members that must be there too.</param>
/// <param name="Schema">A schema that the object must fit.</param>
internal sealed record Dependency(string Name, string[] Members, SchemaNode? Schema);
