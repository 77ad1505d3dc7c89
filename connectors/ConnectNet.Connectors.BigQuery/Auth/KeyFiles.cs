using System.Security.Cryptography;
using System.Text.Json;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.BigQuery.Auth;

/// <summary>
/// Reads and checks the JSON of credentials without asking a server. Faults name the member and the cure; nothing of the key, nor the path,
/// which may be a key put into the wrong setting, is ever in a message.
/// </summary>
internal static class KeyFiles
{
    private const string DefaultVariable = "GOOGLE_APPLICATION_CREDENTIALS";
    private const string Setting = "keyfile";
    private const string ServiceAccount = "service_account";

    private static readonly Dictionary<string, string[]> MembersByType = new(StringComparer.Ordinal)
    {
        [ServiceAccount] = ["project_id", "private_key_id", "private_key", "client_email", "client_id", "token_uri"],
        ["authorized_user"] = ["client_id", "client_secret", "refresh_token"],
        ["external_account"] = ["audience", "subject_token_type", "token_url", "credential_source"],
        ["impersonated_service_account"] = ["service_account_impersonation_url", "source_credentials"],
    };

    /// <summary>What is wrong with a key, or null.</summary>
    /// <param name="key">The key, or the path of its file.</param>
    /// <param name="isPath">Whether it is a path.</param>
    /// <param name="setting">What holds the key or names its file.</param>
    public static string? Problem(string key, bool isPath, string setting = Setting)
    {
        try
        {
            TypeOf(Read(key, isPath, setting));
            return null;
        }
        catch (FormatException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What is wrong with the file that the environment names for the default credentials; null without one.</summary>
    public static string? DefaultProblem() => Environment.GetEnvironmentVariable(DefaultVariable) is { Length: > 0 } file
        && Problem(file, isPath: true, DefaultVariable) is { } problem
            ? $"of the default credentials (environment variable {DefaultVariable}): {problem}" : null;

    /// <exception cref="FormatException">There is no such file, or it cannot be read; says so without naming it.</exception>
    public static string Read(string key, bool isPath, string setting = Setting)
    {
        if (!isPath)
        {
            return key;
        }

        if (key.AsSpan().TrimStart().StartsWith("{"))
        {
            throw new FormatException(setting == Setting
                ? "keyfile holds the key itself, but keySource=FILE expects the path of its file. Set keySource to JSON"
                : $"{setting} holds the key itself, and not the path of its file. Put the key into a file, on every worker, and name that");
        }

        try
        {
            return TextFile.ReadUtf8(key);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException($"the file named by {setting} does not exist. Put the service account's JSON key there, on every worker");
        }
        catch (TextEncodingException)
        {
            throw new FormatException($"the file named by {setting} is no text in UTF-8. Save it as UTF-8, as the service account's JSON key was given out");
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw new FormatException($"the file named by {setting} cannot be read. Give the path of a file that the worker's user may read");
        }
    }

    /// <summary>The type of the credentials, once the JSON has every member that the type needs.</summary>
    /// <exception cref="FormatException">Something is missing or cannot be used; names the member.</exception>
    public static string TypeOf(string json)
    {
        using var document = Parse(json);
        var key = document.RootElement;
        var type = Text(key, "type");
        if (!MembersByType.TryGetValue(type, out var members))
        {
            throw new FormatException($"the member 'type' of the key names no credentials that can be used: {string.Join(", ", MembersByType.Keys)}. {Cure}");
        }

        foreach (var member in members)
        {
            if (member is not ("credential_source" or "source_credentials"))
            {
                Text(key, member);
            }
            else if (!key.TryGetProperty(member, out var nested) || nested.ValueKind != JsonValueKind.Object)
            {
                throw Missing(member);
            }
        }

        if (type == ServiceAccount)
        {
            CheckPrivateKey(Text(key, "private_key"));
            CheckAddress(Text(key, "token_uri"));
        }

        return type;
    }

    private static string Cure => "Download the key again (Google Cloud console, service account, Keys, JSON) and give it unchanged";

    private static JsonDocument Parse(string json)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new FormatException("the key is no JSON object. " + Cure);
        }
        catch (JsonException)
        {
            throw new FormatException("the key is not JSON (keySource=FILE expects a path, keySource=JSON the key itself). " + Cure);
        }
    }

    private static string Text(JsonElement key, string member)
    {
        if (!key.TryGetProperty(member, out var value))
        {
            throw Missing(member);
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text : throw new FormatException($"the member '{member}' of the key is empty or no text. {Cure}");
    }

    private static FormatException Missing(string member) => new($"the key has no member '{member}'. {Cure}");

    private static void CheckPrivateKey(string pem)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            key.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            throw new FormatException("the member 'private_key' of the key is no private RSA key in PEM: it must begin with -----BEGIN PRIVATE KEY----- "
                + $"and have its line ends written as \\n, not \\\\n. {Cure}");
        }
    }

    private static void CheckAddress(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            throw new FormatException($"the member 'token_uri' of the key is no address such as https://host/token. {Cure}");
        }
    }
}
