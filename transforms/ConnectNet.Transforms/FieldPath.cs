using System.Text;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Transforms;

/// <summary>
/// The way to a field: its name (V1), or steps separated by dots, quoted by backticks where a name holds dots (V2). Immutable.
/// </summary>
internal sealed class FieldPath
{
    private const string Purpose = "nested field access";

    private readonly List<string> _steps;

    /// <param name="path">The path.</param>
    /// <param name="nested">Whether dots separate steps.</param>
    /// <exception cref="ConfigException">A backtick is not closed, or there is no step.</exception>
    public FieldPath(string path, bool nested)
    {
        _steps = !nested ? [path] : path.Length > 0 ? Split(path) : throw new ConfigException("field", path, "The path may not be empty");
    }

    /// <summary>The field, or null where the schema has none.</summary>
    public Field? FieldOf(Schema schema)
    {
        Field? field = null;
        foreach (var step in _steps)
        {
            field = (field?.Schema ?? schema).Field(step);
            if (field is null)
            {
                return null;
            }
        }

        return field;
    }

    /// <summary>The field's value; null where something on the way is null or absent.</summary>
    /// <exception cref="DataException">Something on the way is no struct.</exception>
    public object? ValueOf(Struct value, bool withDefault)
    {
        var current = value;
        for (var i = 0; i < _steps.Count - 1; i++)
        {
            if (current.Schema.Field(_steps[i]) is not { } field || current.Get(field) is not { } inner)
            {
                return null;
            }

            current = inner as Struct
                ?? throw new DataException($"Only Struct objects supported for [{Purpose}], found: {JavaTypes.NameOf(inner)}");
        }

        return current.Schema.Field(_steps[^1]) is { } last ? withDefault ? current.Get(last) : current.GetWithoutDefault(last) : null;
    }

    /// <summary>The entry's value; null where something on the way is null or absent.</summary>
    /// <exception cref="DataException">Something on the way is no map.</exception>
    public object? ValueOf(ConnectMap value)
    {
        var current = value;
        for (var i = 0; i < _steps.Count - 1; i++)
        {
            if (current[_steps[i]] is not { } inner)
            {
                return null;
            }

            current = inner as ConnectMap
                ?? throw new DataException($"Only Map objects supported in absence of schema for [{Purpose}], found: {JavaTypes.NameOf(inner)}");
        }

        return current[_steps[^1]];
    }

    private static List<string> Split(string path)
    {
        var steps = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '`')
            {
                steps.Add(Quoted(path, ref at));
                continue;
            }

            var dot = path.IndexOf('.', at);
            steps.Add(dot < 0 ? path[at..] : path[at..dot]);
            at = dot < 0 ? path.Length : dot + 1;
        }

        if (path.EndsWith('.'))
        {
            steps.Add("");
        }

        return steps;
    }

    /// <summary>Takes a step in backticks; a closing one stands before a dot or at the end, unless a backslash escapes it.</summary>
    private static string Quoted(string path, ref int at)
    {
        var open = at;
        var start = at + 1;
        var step = new StringBuilder();
        for (var i = path.IndexOf('`', start); i >= 0; i = path.IndexOf('`', i + 1))
        {
            var escaped = path[i - 1] == '\\';
            if (i == path.Length - 1)
            {
                if (escaped)
                {
                    break;
                }

                at = path.Length;
                return step.Append(path, start, i - start).ToString();
            }

            if (path[i + 1] != '.')
            {
                continue;
            }

            if (!escaped)
            {
                at = i + 2;
                return step.Append(path, start, i - start).ToString();
            }

            step.Append(path, start, i - 1 - start).Append('`');
            start = i + 1;
        }

        throw new ConfigException(
            $"Incomplete backtick pair in path: [{path}], consider adding a backslash before backtick at position {open} to escape it");
    }
}
