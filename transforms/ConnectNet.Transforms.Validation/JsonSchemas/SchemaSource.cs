using System.Globalization;
using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>One schema of a document as its keywords are read: their values, checked, with texts that say where something is wrong.</summary>
internal sealed class SchemaSource(SchemaCompiler compiler, JsonElement json, string pointer, SchemaResource resource)
{
    public JsonElement Json => json;

    public SchemaResource Resource => resource;

    public Draft Draft => resource.Draft;

    public SchemaOptions Options => compiler.Options;

    /// <summary>The place of a keyword, with <c>#</c>.</summary>
    public string Location(string keyword) => "#" + Pointer(keyword);

    public bool Has(string keyword) => json.TryGetProperty(keyword, out _);

    public SchemaNode? Schema(string keyword) => Has(keyword) ? compiler.At(Pointer(keyword)) : null;

    /// <summary>The schemas of a list; none where the keyword is absent.</summary>
    public SchemaNode[] Schemas(string keyword)
    {
        if (!json.TryGetProperty(keyword, out var list))
        {
            return [];
        }

        Require(list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0, keyword, "a list of schemas");
        return [.. Enumerable.Range(0, list.GetArrayLength()).Select(i => compiler.At($"{Pointer(keyword)}/{i}"))];
    }

    /// <summary>The schemas of an object; none where the keyword is absent.</summary>
    public Dictionary<string, SchemaNode> NamedSchemas(string keyword)
    {
        var schemas = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var member in Members(keyword))
        {
            schemas[member.Name] = compiler.At(Pointer(keyword) + "/" + JsonPointer.Escape(member.Name));
        }

        return schemas;
    }

    /// <summary>The members of an object; none where the keyword is absent.</summary>
    public IEnumerable<JsonProperty> Members(string keyword)
    {
        if (!json.TryGetProperty(keyword, out var members))
        {
            return [];
        }

        Require(members.ValueKind == JsonValueKind.Object, keyword, "an object");
        return members.EnumerateObject();
    }

    public SchemaNode SchemaInside(string keyword, string name) => compiler.At(Pointer(keyword) + "/" + JsonPointer.Escape(name));

    public (SchemaNode Node, string? Anchor) Follow(string keyword) => compiler.Follow(Text(keyword), resource);

    public string Text(string keyword)
    {
        var value = json.GetProperty(keyword);
        Require(value.ValueKind == JsonValueKind.String, keyword, "a text");
        return value.GetString()!;
    }

    public string[] Texts(string keyword) => Texts(keyword, json.GetProperty(keyword));

    public string[] Texts(string keyword, JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static t => t.ValueKind == JsonValueKind.String), keyword, "a list of texts");
        return [.. value.EnumerateArray().Select(static t => t.GetString()!)];
    }

    public NumberBound Number(string keyword)
    {
        var value = json.GetProperty(keyword);
        Require(value.ValueKind == JsonValueKind.Number, keyword, "a number");
        return new NumberBound(value.GetRawText());
    }

    /// <summary>A count; the default where the keyword is absent.</summary>
    public int Count(string keyword, int otherwise)
    {
        if (!json.TryGetProperty(keyword, out var value))
        {
            return otherwise;
        }

        // 2.0 is an integer too.
        decimal count = -1;
        Require(
            value.ValueKind == JsonValueKind.Number && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out count)
                && count >= 0 && decimal.Truncate(count) == count,
            keyword,
            "a number that is whole and not negative");
        return (int)Math.Min(count, int.MaxValue);
    }

    public bool Flag(string keyword)
    {
        var value = json.GetProperty(keyword);
        Require(value.ValueKind is JsonValueKind.True or JsonValueKind.False, keyword, "true or false");
        return value.GetBoolean();
    }

    public void Require(bool holds, string keyword, string what)
    {
        if (!holds)
        {
            throw new FormatException($"{Location(keyword)} must be {what}");
        }
    }

    private string Pointer(string keyword) => pointer + "/" + JsonPointer.Escape(keyword);
}
