using System.Security.Cryptography;
using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// Kafka's REST extension for basic authentication: users of a properties file, found through the JAAS section <c>KafkaConnect</c>. An
/// empty file lets everybody in. The file is read once, at start. Immutable.
/// </summary>
internal sealed class BasicAuth
{
    /// <summary>The class that <c>rest.extension.classes</c> names.</summary>
    public const string ExtensionClass = "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension";

    /// <summary>Body of the answer to a request without valid credentials.</summary>
    public static readonly byte[] Refusal = "User cannot access the resource."u8.ToArray();

    private const string Section = "KafkaConnect";
    private const string Module = "PropertyFileLoginModule";

    private readonly IReadOnlyDictionary<string, byte[]> _users;

    private BasicAuth(IReadOnlyDictionary<string, byte[]> users) => _users = users;

    /// <summary>Reads the JAAS file that the worker's own key names, else the one that Kafka's scripts are told about in KAFKA_OPTS.</summary>
    /// <param name="jaasFile">Value of the worker's key, or null.</param>
    /// <exception cref="ConfigException">No file is named, or it does not lead to a file of users.</exception>
    public static BasicAuth Create(string? jaasFile)
    {
        if (!string.IsNullOrEmpty(jaasFile))
        {
            return FromJaasFile(jaasFile);
        }

        return JvmOptions.Find(JvmOptions.JaasFile) is { } file
            ? FromJaasFile(file)
            : throw new ConfigException($"rest.extension.classes asks for basic authentication; set {WorkerKeys.BasicAuthJaasFile}, or KAFKA_OPTS to -D{JvmOptions.JaasFile}=<file>.");
    }

    /// <summary>Reads a JAAS file and the file of users it names.</summary>
    /// <exception cref="ConfigException">Either cannot be read.</exception>
    public static BasicAuth FromJaasFile(string path)
    {
        var modules = JaasConfig.ParseFile(Read(path, "JAAS configuration")).GetValueOrDefault(Section)
            ?? throw new ConfigException($"The JAAS configuration {path} has no section {Section}.");
        var module = modules.FirstOrDefault(m => m.SimpleName == Module)
            ?? throw new ConfigException($"Section {Section} of {path} has no login module {Module}; others are not supported.");
        return module.Options.TryGetValue("file", out var users) && users.Length > 0
            ? FromUsers(JavaProperties.Load(users))
            : throw new ConfigException($"Section {Section} of {path}: option 'file' must name the file of users.");
    }

    /// <summary>Authentication by these names and passwords.</summary>
    public static BasicAuth FromUsers(IEnumerable<KeyValuePair<string, string?>> users) =>
        new(users.ToDictionary(u => u.Key, u => Encoding.UTF8.GetBytes(u.Value ?? ""), StringComparer.Ordinal));

    /// <summary>Whether the header names a user and the right password.</summary>
    /// <param name="authorization">The Authorization header, or null.</param>
    /// <exception cref="ArgumentException">Its credentials are no base64.</exception>
    public bool Permits(string? authorization)
    {
        if (Credentials(authorization) is not (var user, var password))
        {
            return false;
        }

        return _users.Count == 0
            || (_users.TryGetValue(user, out var expected)
                && CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(password)));
    }

    private static (string User, string Password)? Credentials(string? header)
    {
        var blank = header?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        if (blank <= 0 || !header![..blank].Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = JavaBase64.Decode(header[(blank + 1)..]);
        }
        catch (BadRequestException e)
        {
            throw new ArgumentException(e.Message, e);
        }

        var text = Encoding.UTF8.GetString(bytes);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private static string Read(string path, string what)
    {
        try
        {
            return TextFile.ReadUtf8(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The {what} {path} cannot be read: {e.Message}", e);
        }
    }
}
