using System.Text.Json;
using ConnectNet.Transforms.Validation.JsonSchemas.Formats;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary>Makes the keywords of a schema in its order. What a draft does not know is a remark. Pure functions.</summary>
internal static class KeywordFactory
{
    public static IEnumerable<Keyword> Make(SchemaSource source)
    {
        if (source.Draft == Draft.Seven && source.Has("$ref"))
        {
            // Beside a reference nothing counts in draft 7.
            return [Reference(source)];
        }

        return source.Json.EnumerateObject().DistinctBy(static k => k.Name).SelectMany(k => Make(k.Name, source) is { } keyword ? new[] { keyword } : [])
            .Concat(MembersKeyword.Make(source)).Concat(ItemsKeyword.Make(source));
    }

    private static Keyword? Make(string name, SchemaSource source) => name switch
    {
        "$ref" => Reference(source),
        "type" or "enum" or "const" or "format" => MakeGeneral(name, source),
        "multipleOf" or "maximum" or "exclusiveMaximum" or "minimum" or "exclusiveMinimum" => MakeNumeric(name, source),
        "maxLength" or "minLength" or "maxItems" or "minItems" or "maxProperties" or "minProperties" =>
            new SizeKeyword(source.Location(name), name, source.Count(name, 0)),
        "pattern" => new PatternKeyword(source.Location(name), source.Text(name)),
        "uniqueItems" => source.Flag(name) ? new UniqueItemsKeyword(source.Location(name)) : null,
        "required" => new RequiredKeyword(source.Location(name), source.Texts(name)),
        "dependencies" => DependenciesKeyword.Make(name, source),
        "allOf" or "anyOf" or "oneOf" or "not" or "if" or "contains" or "propertyNames" => MakeApplicator(name, source),
        _ => source.Draft == Draft.Of202012 ? MakeNew(name, source) : null,
    };

    private static Keyword? MakeGeneral(string name, SchemaSource source)
    {
        switch (name)
        {
            case "type":
                return new TypeKeyword(
                    source.Location(name), source.Json.GetProperty(name).ValueKind == JsonValueKind.String ? [source.Text(name)] : source.Texts(name));
            case "const":
                return new ConstantsKeyword(source.Location(name), [new Constant(source.Json.GetProperty(name))]);
            case "enum":
                var values = source.Json.GetProperty(name);
                source.Require(values.ValueKind == JsonValueKind.Array, name, "a list");
                return new ConstantsKeyword(source.Location(name), [.. values.EnumerateArray().Select(static v => new Constant(v))]);
            default:
                return source.Options.AssertsFormats && TextFormats.Find(source.Text(name)) is { } format
                    ? new FormatKeyword(source.Location(name), source.Text(name), format)
                    : null;
        }
    }

    private static Keyword MakeNumeric(string name, SchemaSource source)
    {
        var bound = source.Number(name);
        if (name != "multipleOf")
        {
            return new BoundKeyword(source.Location(name), name, bound);
        }

        source.Require(bound.Exact.Unscaled.Sign > 0, name, "greater than 0");
        return new MultipleOfKeyword(source.Location(name), bound);
    }

    private static Keyword? MakeApplicator(string name, SchemaSource source)
    {
        var location = source.Location(name);
        return name switch
        {
            "allOf" => new AllOfKeyword(location, source.Schemas(name)),
            "anyOf" => new AnyOfKeyword(location, source.Schemas(name)),
            "oneOf" => new OneOfKeyword(location, source.Schemas(name)),
            "not" => new NotKeyword(location, source.Schema(name)!),
            "if" => source.Has("then") || source.Has("else") || source.Draft == Draft.Of202012
                ? new IfKeyword(location, source.Schema(name)!, source.Schema("then"), source.Schema("else"))
                : null,
            "contains" => source.Draft == Draft.Seven
                ? new ContainsKeyword(source, 1, int.MaxValue)
                : new ContainsKeyword(source, source.Count("minContains", 1), source.Count("maxContains", int.MaxValue)),
            _ => new PropertyNamesKeyword(location, source.Schema(name)!, source.Options),
        };
    }

    private static Keyword? MakeNew(string name, SchemaSource source)
    {
        switch (name)
        {
            case "$dynamicRef":
                var (node, anchor) = source.Follow(name);
                // Only one that starts at a dynamic anchor looks further.
                return anchor is not null && node.Resource.DynamicAnchors.ContainsKey(anchor)
                    ? new DynamicReferenceKeyword(source.Location(name), node, anchor)
                    : new ReferenceKeyword(source.Location(name), node);
            case "dependentRequired":
                return new DependenciesKeyword(
                    source.Location(name), [.. source.Members(name).Select(m => new Dependency(m.Name, source.Texts(name, m.Value), null))]);
            case "dependentSchemas":
                return new DependenciesKeyword(
                    source.Location(name), [.. source.NamedSchemas(name).Select(static s => new Dependency(s.Key, [], s.Value))]);
            default:
                return null;
        }
    }

    private static ReferenceKeyword Reference(SchemaSource source) => new(source.Location("$ref"), source.Follow("$ref").Node);
}
