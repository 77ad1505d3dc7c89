using System.Text.RegularExpressions;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>
/// Takes secrets out of texts that came from elsewhere (error messages, URLs): the known values, and whatever follows the names that
/// credentials have in queries, forms and headers. Immutable; thread safe.
/// </summary>
internal sealed partial class Redactor(params IEnumerable<string?> secrets)
{
    private const string Hidden = "[hidden]";
    private readonly string[] _secrets = [.. secrets.Where(secret =>
        !string.IsNullOrEmpty(secret)).OfType<string>().OrderByDescending(secret => secret.Length)];

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return NamedSecret().Replace(text, "$1" + Hidden);
    }

    [GeneratedRegex(
        """((?:access_token|appsecret_proof|developer-token|client_secret|refresh_token|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?)[^&"'\s,}]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex NamedSecret();
}
