using System.Text.RegularExpressions;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>: which schemas each member of an object must fit goes by its
/// name. For structs that is worked out once for a Connect schema.
/// </summary>
internal sealed class MembersKeyword : Keyword
{
    private readonly Dictionary<string, SchemaNode> _byName;
    private readonly List<(Regex Pattern, SchemaNode Schema)> _byPattern = [];
    private readonly SchemaNode? _others;
    private readonly List<SchemaNode> _found = [];
    private Schema? _planned;
    private SchemaNode[][] _plan = [];

    private MembersKeyword(SchemaSource source)
        : base(source.Location("properties"))
    {
        _byName = source.NamedSchemas("properties");
        foreach (var (pattern, schema) in source.NamedSchemas("patternProperties"))
        {
            _byPattern.Add((EcmaRegex.Compile(pattern, source.Location("patternProperties")), schema));
        }

        _others = source.Schema("additionalProperties");
    }

    public static IEnumerable<Keyword> Make(SchemaSource source)
    {
        if (source.Has("properties") || source.Has("patternProperties") || source.Has("additionalProperties"))
        {
            yield return new MembersKeyword(source);
        }
    }

    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.Object)
        {
            return true;
        }

        return instance.Value is Struct data ? CheckStruct(data, instance, run) : CheckMap(instance, run);
    }

    private bool CheckStruct(Struct data, in Instance instance, Evaluation run)
    {
        if (!ReferenceEquals(_planned, data.Schema))
        {
            _plan = [.. data.Schema.Fields.Select(f => SchemasOf(f.Name, []).ToArray())];
            _planned = data.Schema;
        }

        // A schema that leads to itself may plan for another struct meanwhile.
        var plan = _plan;
        var holds = true;
        for (var i = 0; i < plan.Length; i++)
        {
            if (plan[i].Length == 0 || !instance.TryMember(i, out var name, out var member))
            {
                continue;
            }

            foreach (var schema in plan[i])
            {
                holds &= run.CheckMember(schema, name, member);
                if (!holds && run.StopsAtFirst)
                {
                    return false;
                }
            }

            run.Evaluated?.Add(name);
        }

        return holds;
    }

    private bool CheckMap(in Instance instance, Evaluation run)
    {
        var holds = true;
        for (var i = 0; i < instance.Slots; i++)
        {
            if (!instance.TryMember(i, out var name, out var member))
            {
                continue;
            }

            var start = _found.Count;
            SchemasOf(name, _found);
            var end = _found.Count;
            for (var at = start; at < end && (holds || !run.StopsAtFirst); at++)
            {
                holds &= run.CheckMember(_found[at], name, member);
            }

            _found.RemoveRange(start, end - start);
            if (!holds && run.StopsAtFirst)
            {
                return false;
            }

            if (end > start)
            {
                run.Evaluated?.Add(name);
            }
        }

        return holds;
    }

    private List<SchemaNode> SchemasOf(string name, List<SchemaNode> found)
    {
        var start = found.Count;
        if (_byName.TryGetValue(name, out var schema))
        {
            found.Add(schema);
        }

        foreach (var (pattern, matched) in _byPattern)
        {
            if (pattern.IsMatch(name))
            {
                found.Add(matched);
            }
        }

        if (found.Count == start && _others is not null)
        {
            found.Add(_others);
        }

        return found;
    }
}
