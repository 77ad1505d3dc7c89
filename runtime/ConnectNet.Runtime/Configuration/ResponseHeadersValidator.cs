using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>A header that answers get.</summary>
/// <param name="Action">set, add, setDate or addDate.</param>
/// <param name="Name">Header name.</param>
/// <param name="Value">Header value.</param>
internal sealed record ResponseHeaderRule(string Action, string Name, string Value);

/// <summary>Checks and reads <c>response.http.headers.config</c>: a comma list of <c>action name:value</c>, quoted where a comma is inside.</summary>
internal sealed class ResponseHeadersValidator : ConfigValidator
{
    private static readonly string[] Actions = ["set", "add", "setDate", "addDate"];

    public override void EnsureValid(string name, object? value) => Parse((string?)value ?? "");

    /// <summary>Reads the rules.</summary>
    /// <exception cref="ConfigException">A rule has another form.</exception>
    public static IReadOnlyList<ResponseHeaderRule> Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        return [.. Split(text).Select(rule => ParseRule(rule.Trim().Trim('"').Trim()))];
    }

    private static ResponseHeaderRule ParseRule(string rule)
    {
        var blank = rule.IndexOfAny([' ', '\t']);
        if (blank < 0)
        {
            throw new ConfigException($"Invalid format of header config '{rule}'. Expected: '[action] [header name]:[header value]'");
        }

        var action = rule[..blank].Trim();
        if (!Actions.Contains(action))
        {
            throw new ConfigException($"Invalid header config action: '{action}'. Expected one of [set, add, setDate, addDate]");
        }

        var pair = rule[(blank + 1)..].Trim();
        var parts = pair.Split(':');
        if (parts.Length != 2)
        {
            throw new ConfigException($"Invalid format of header name and header value pair '{pair}'. Expected: '[header name]:[header value]'");
        }

        var name = parts[0].Trim();
        return name.Length == 0 || name.Any(char.IsWhiteSpace)
            ? throw new ConfigException($"Invalid header name '{name}'. The '[header name]' cannot contain whitespace")
            : new ResponseHeaderRule(action, name, parts[1].Trim());
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }
}
