using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// Takes secrets out of texts that came from elsewhere (error messages, URLs): the known values in every form in which they travel, and
/// whatever follows the names that credentials have in queries, forms, headers and JSON. Thread safe.
/// </summary>
internal sealed partial class Redactor
{
    private const string Hidden = "[hidden]";

    /// <summary>Tokens that come and go are known for some time; the ones in the configuration always.</summary>
    private const int MostLearnt = 32;

    /// <summary>A shorter text would be found within others.</summary>
    private const int Shortest = 4;

    private const string Names =
        "(?:access|refresh|id|auth|authentication|developer|fb_exchange|input|session|security|bearer|api)[-_]?token|appsecret[-_]?proof"
        + "|(?:client|app|consumer|api)[-_]?secret|client[-_]?assertion|private[-_]?key|api[-_]?key|(?:auth|authorization)[-_]?code|passw(?:or)?d"
        + "|x-(?:amz|goog)-(?:signature|credential)|(?<![a-z0-9_-])(?:assertion|secret|sig|signature|code_verifier)";

    private readonly Lock _lock = new();
    private readonly List<string> _given;
    private readonly Queue<string> _learnt = new();
    private volatile string[] _forms;

    public Redactor(params IEnumerable<string?> secrets)
    {
        _given = [.. secrets.Where(secret => !string.IsNullOrEmpty(secret)).OfType<string>()];
        _forms = FormsOf(_given);
    }

    /// <summary>Makes a secret of the configuration known.</summary>
    public void Keep(string? secret)
    {
        lock (_lock)
        {
            if (!string.IsNullOrEmpty(secret) && !_given.Contains(secret))
            {
                _given.Add(secret);
                _forms = FormsOf(_given.Concat(_learnt));
            }
        }
    }

    /// <summary>Makes a secret known that was handed out while running, and others will take the place of.</summary>
    public void Learn(string? secret)
    {
        lock (_lock)
        {
            if (secret is null || secret.Length < Shortest || _given.Contains(secret) || _learnt.Contains(secret))
            {
                return;
            }

            _learnt.Enqueue(secret);
            if (_learnt.Count > MostLearnt)
            {
                _learnt.Dequeue();
            }

            _forms = FormsOf(_given.Concat(_learnt));
        }
    }

    public string Clean(string text)
    {
        foreach (var secret in _forms)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        text = Header().Replace(text, "$1" + Hidden);
        text = Quoted().Replace(text, "$1" + Hidden);
        text = Escaped().Replace(text, "$1" + Hidden);
        return Plain().Replace(text, "$1" + Hidden);
    }

    /// <summary>Whether a parameter of this name is a credential.</summary>
    public static bool IsSecretName(string name) => Name().IsMatch(name);

    // The longer ones first: a part of a secret must not be hidden before the whole.
    private static string[] FormsOf(IEnumerable<string> secrets) =>
        [.. secrets.SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal);
        yield return JsonEncodedText.Encode(secret).Value;
        if (secret.Length >= Shortest)
        {
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
            yield return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret));
        }
    }

    [GeneratedRegex($"^(?:{Names}|authorization)$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    // The scheme before a header's value is worth showing.
    [GeneratedRegex(
        """((?:proxy-)?authorization\\*["']?\s*[=:]\s*\\*["']?(?:(?:bearer|basic|digest|token|oauth|apikey)\s+)?)[^&"'\s,;\\}<]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    [GeneratedRegex($$"""((?:{{Names}})["']?\s*[=:]\s*(["']))(?:\\.|(?!\2)[^\\])*""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    // JSON within the text of JSON.
    [GeneratedRegex($$"""((?:{{Names}})\\+["']\s*[=:]\s*\\+["'])[^"'\\]*""", RegexOptions.IgnoreCase)]
    private static partial Regex Escaped();

    [GeneratedRegex($$"""((?:{{Names}})\\*["']?\s*(?:=|:|%3D)\s*)(?!\[hidden\]|[\[{])[^&"'\s,;\\}<]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
