using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation;

/// <summary>
/// The way to the fields of a rule: names separated by dots, in backticks where a name holds dots, <c>*</c> for every element of a list or
/// map. Structs, maps and lists may follow each other. The empty path means the whole value. The fields of the last schema met are
/// remembered. Used by one thread.
/// </summary>
internal sealed class RulePath
{
    private const string Every = "*";

    private readonly string[] _steps;
    private readonly Schema?[] _schemas;
    private readonly Field?[] _fields;

    /// <param name="text">The path.</param>
    /// <exception cref="FormatException">A backtick is not closed, or a name is empty.</exception>
    public RulePath(string text)
    {
        Text = text;
        _steps = Split(text);
        _schemas = new Schema?[_steps.Length];
        _fields = new Field?[_steps.Length];
    }

    /// <summary>The path as configured.</summary>
    public string Text { get; }

    /// <summary>Whether it may lead to more than one field.</summary>
    public bool IsMultiple => _steps.Contains(Every);

    /// <summary>The one field that a path without <c>*</c> leads to.</summary>
    public Found Single(Found root)
    {
        var current = root;
        for (var i = 0; i < _steps.Length && current.Value is not null; i++)
        {
            current = Step(current, i);
        }

        return current;
    }

    /// <summary>Calls a function on every field that the path leads to until it gives a result other than null.</summary>
    /// <returns>That result, after the positions of the elements that lead there; null where there was none.</returns>
    public string? FirstProblem<TState>(Found root, TState state, Func<TState, Found, string?> check) => Visit(root, 0, state, check);

    private string? Visit<TState>(Found current, int step, TState state, Func<TState, Found, string?> check)
    {
        for (; step < _steps.Length; step++)
        {
            if (current.Value is null)
            {
                return check(state, current with { Present = false });
            }

            if (_steps[step] == Every)
            {
                return VisitElements(current, step + 1, state, check);
            }

            current = Step(current, step);
        }

        return check(state, current);
    }

    private string? VisitElements<TState>(Found container, int step, TState state, Func<TState, Found, string?> check)
    {
        switch (container.Value)
        {
            case IReadOnlyList<object?> list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (Visit(new Found(list[i], container.Schema?.ValueSchema, true), step, state, check) is { } problem)
                    {
                        return $"[{i}] {problem}";
                    }
                }

                return null;
            case ConnectMap map:
                foreach (var (key, value) in map)
                {
                    if (Visit(new Found(value, container.Schema?.ValueSchema, true), step, state, check) is { } problem)
                    {
                        return $"[{key}] {problem}";
                    }
                }

                return null;
            default:
                return $"is {container}, not a list or map";
        }
    }

    private Found Step(Found current, int step)
    {
        switch (current.Value)
        {
            case Struct data:
                if (!ReferenceEquals(_schemas[step], data.Schema))
                {
                    _fields[step] = data.Schema.Field(_steps[step]);
                    _schemas[step] = data.Schema;
                }

                return _fields[step] is { } field ? new Found(data.Get(field), field.Schema, true) : Found.Nothing;
            case ConnectMap map:
                return map.TryGetValue(_steps[step], out var value) ? new Found(value, current.Schema?.ValueSchema, true) : Found.Nothing;
            default:
                return Found.Nothing;
        }
    }

    private static string[] Split(string text)
    {
        var steps = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var quoted = text[at] == '`';
            var end = quoted ? text.IndexOf('`', at + 1) : text.IndexOf('.', at);
            if (quoted && end < 0)
            {
                throw new FormatException($"the backtick at position {at} is not closed");
            }

            var step = quoted ? text[(at + 1)..end] : end < 0 ? text[at..] : text[at..end];
            at = end < 0 ? text.Length : quoted ? end + 1 : end;
            if (step.Length == 0 || (at < text.Length && text[at] != '.') || at == text.Length - 1)
            {
                throw new FormatException("names are separated by single dots, in backticks where they hold dots themselves");
            }

            steps.Add(step);
            at++;
        }

        return [.. steps];
    }
}
