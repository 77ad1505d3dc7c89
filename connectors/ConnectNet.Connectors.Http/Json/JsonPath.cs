using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// A place in an answer: <c>$</c> is the answer itself, <c>data.list</c> goes down by names, <c>[]</c> to each element of an array
/// (<c>[].results</c>), <c>[0]</c> to one of them, and <c>["a.b"]</c> is a name with signs in it. Immutable.
/// </summary>
internal sealed class JsonPath
{
    private readonly string _text;

    private JsonPath(string text, IReadOnlyList<Step> steps)
    {
        _text = text;
        Steps = steps;
    }

    public IReadOnlyList<Step> Steps { get; }

    /// <exception cref="FormatException">Says what is wrong and where.</exception>
    public static JsonPath Parse(string text)
    {
        var steps = new List<Step>();
        var at = text.StartsWith('$') ? 1 : 0;
        while (at < text.Length)
        {
            steps.Add(text[at] == '[' ? Bracket(text, ref at) : Name(text, ref at, isFirst: steps.Count == 0 && at == 0));
        }

        return text.Length == 0 ? throw Wrong(text, 0, "it is empty; $ is the whole answer") : new JsonPath(text, steps);
    }

    /// <summary>The one element in this place; null when something on the way is missing.</summary>
    public JsonElement? Find(JsonElement root)
    {
        foreach (var step in Steps)
        {
            if (step.Index is { } index && root.ValueKind == JsonValueKind.Array && index < root.GetArrayLength())
            {
                root = root[index];
            }
            else if (step.Name is null || root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(step.Utf8Name, out root))
            {
                return null;
            }
        }

        return root;
    }

    /// <summary>The text, number or boolean in this place as text; null when it is missing, null, empty or anything else.</summary>
    public string? FindText(JsonElement? root) => root is { } element && Find(element) is { } found ? found.ValueKind switch
    {
        JsonValueKind.String => found.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => found.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    } : null;

    public override string ToString() => _text;

    private static Step Name(string text, ref int at, bool isFirst)
    {
        if (!isFirst)
        {
            at += text[at] == '.' ? 1 : throw Wrong(text, at, "a dot or a bracket is expected");
        }

        var end = text.AsSpan(at).IndexOfAny('.', '[');
        var name = end < 0 ? text[at..] : text.Substring(at, end);
        if (name.Length == 0 || name.Contains(']', StringComparison.Ordinal))
        {
            throw Wrong(text, at, "a name is expected");
        }

        at += name.Length;
        return new Step { Name = name };
    }

    private static Step Bracket(string text, ref int at)
    {
        var begin = at + 1;
        var isQuoted = begin < text.Length && text[begin] == '"';
        var end = isQuoted ? text.IndexOf("\"]", begin + 1, StringComparison.Ordinal) + 1 : text.IndexOf(']', begin);
        if (end <= 0)
        {
            throw Wrong(text, at, "the bracket is not closed");
        }

        var inner = text[begin..end];
        at = end + 1;
        if (isQuoted)
        {
            return new Step { Name = inner[1..^1] };
        }

        return inner.Length == 0 ? new Step()
            : int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new Step { Index = index }
            : throw Wrong(text, begin, "between brackets stands nothing, a number or a name in quotes");
    }

    private static FormatException Wrong(string text, int at, string problem) =>
        new($"'{text}' is no path into an answer: {problem} at position {at + 1}. Examples: $, data.list, [].results, paging.cursors.after");

    /// <summary>One step down; without a name or index, to each element of an array.</summary>
    internal sealed record Step
    {
        private readonly string? _name;

        public string? Name
        {
            get => _name;
            init => (_name, Utf8Name) = (value, Encoding.UTF8.GetBytes(value ?? ""));
        }

        public int? Index { get; init; }

        public byte[] Utf8Name { get; private init; } = [];

        public bool IsEach => Name is null && Index is null;
    }
}
