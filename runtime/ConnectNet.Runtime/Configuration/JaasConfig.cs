using System.Text;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>A login module of a JAAS configuration.</summary>
/// <param name="ModuleClass">Java class name of the module.</param>
/// <param name="Options">Its options.</param>
internal sealed record JaasEntry(string ModuleClass, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The class name without package, such as <c>PlainLoginModule</c>.</summary>
    public string SimpleName => ModuleClass[(ModuleClass.LastIndexOf('.') + 1)..];
}

/// <summary>
/// Reads JAAS configurations: the value of <c>sasl.jaas.config</c> (one module) and whole files with named sections. Messages never
/// hold option values.
/// </summary>
internal static class JaasConfig
{
    /// <summary>Reads the value of <c>sasl.jaas.config</c>: <c>module flag option=value …;</c>.</summary>
    /// <exception cref="ConfigException">The text has another form.</exception>
    public static JaasEntry ParseEntry(string text)
    {
        var tokens = Tokens(text);
        var position = 0;
        var entry = ReadModule(tokens, ref position);
        return position == tokens.Count ? entry : throw Malformed("more than one login module");
    }

    /// <summary>Reads a file's text: sections <c>Name { module flag option=value …; };</c>.</summary>
    /// <exception cref="ConfigException">The text has another form.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<JaasEntry>> ParseFile(string text)
    {
        var sections = new Dictionary<string, IReadOnlyList<JaasEntry>>(StringComparer.Ordinal);
        var tokens = Tokens(text);
        for (var position = 0; position < tokens.Count;)
        {
            var name = tokens[position++];
            Expect(tokens, ref position, "{");
            var modules = new List<JaasEntry>();
            while (position < tokens.Count && tokens[position] != "}")
            {
                modules.Add(ReadModule(tokens, ref position));
            }

            Expect(tokens, ref position, "}");
            Expect(tokens, ref position, ";");
            sections[name] = modules;
        }

        return sections;
    }

    private static JaasEntry ReadModule(List<string> tokens, ref int position)
    {
        var module = Take(tokens, ref position, "a login module class");
        var flag = Take(tokens, ref position, "a control flag after the login module");
        if (flag.ToUpperInvariant() is not ("REQUIRED" or "REQUISITE" or "SUFFICIENT" or "OPTIONAL"))
        {
            throw Malformed("the control flag must be required, requisite, sufficient or optional");
        }

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        while (position < tokens.Count && tokens[position] != ";")
        {
            var option = Take(tokens, ref position, "an option");
            Expect(tokens, ref position, "=");
            options[option] = Take(tokens, ref position, $"a value for option {option}");
        }

        Expect(tokens, ref position, ";");
        return new JaasEntry(module, options);
    }

    private static string Take(List<string> tokens, ref int position, string what) =>
        position < tokens.Count ? tokens[position++] : throw Malformed(what + " is missing");

    private static void Expect(List<string> tokens, ref int position, string token)
    {
        if (position >= tokens.Count || tokens[position] != token)
        {
            throw Malformed($"'{token}' is missing");
        }

        position++;
    }

    private static ConfigException Malformed(string what) =>
        new($"The JAAS configuration cannot be read: {what}. The form is: loginModuleClass controlFlag (optionName=optionValue)*;");

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c is '{' or '}' or ';' or '=')
            {
                tokens.Add(c.ToString());
                i++;
            }
            else if (c is '"' or '\'')
            {
                tokens.Add(Quoted(text, ref i));
            }
            else if (c == '/' && i + 1 < text.Length && text[i + 1] is '/' or '*')
            {
                SkipComment(text, ref i);
            }
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('{' or '}' or ';' or '=' or '"'))
                {
                    i++;
                }

                tokens.Add(text[start..i]);
            }
        }

        return tokens;
    }

    private static string Quoted(string text, ref int i)
    {
        var quote = text[i++];
        var value = new StringBuilder();
        while (i < text.Length && text[i] != quote)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            value.Append(text[i++]);
        }

        return i++ < text.Length ? value.ToString() : throw Malformed("a closing quote is missing");
    }

    private static void SkipComment(string text, ref int i)
    {
        var end = text[i + 1] == '/' ? text.IndexOf('\n', i) : text.IndexOf("*/", i, StringComparison.Ordinal);
        i = end < 0 ? text.Length : end + (text[i + 1] == '/' ? 1 : 2);
    }
}
