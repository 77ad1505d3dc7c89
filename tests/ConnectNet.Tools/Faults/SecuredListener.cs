using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// A listener with SASL_SSL beside the plain one that the kit itself uses, and the properties with which a worker and all its clients go through
/// it. Its user has to show its password again every few seconds, and may do what rules allow.
/// </summary>
internal sealed class SecuredListener : IDisposable
{
    private const string User = "bob";
    private const string Jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private readonly TempDirectory _directory;
    private readonly int _port = Ports.Free();

    private SecuredListener(TempDirectory directory) => _directory = directory;

    public (string Key, string Value)[] BrokerSettings =>
    [
        ("listeners", $"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},SASL_SSL://127.0.0.1:{_port}"),
        ("advertised.listeners", $"PLAINTEXT://127.0.0.1:{{port}},SASL_SSL://127.0.0.1:{_port}"),
        ("listener.name.sasl_ssl.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
        ("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", Jaas + ";"),
        ("listener.name.sasl_ssl.scram-sha-512.connections.max.reauth.ms", "4000"),
        ("ssl.keystore.type", "PKCS12"),
        ("ssl.keystore.location", _directory.File("broker.p12")),
        ("ssl.keystore.password", "changeit"),
        ("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        ("super.users", "User:ANONYMOUS"),
    ];

    public (string Key, string Value)[] WorkerProperties =>
    [
        ("bootstrap.servers", $"127.0.0.1:{_port}"),
        .. from prefix in (string[])["", "producer.", "consumer.", "admin."]
           from property in Client
           select (prefix + property.Key, property.Value),
    ];

    private (string Key, string Value)[] Client =>
    [
        ("security.protocol", "SASL_SSL"),
        ("sasl.mechanism", "SCRAM-SHA-512"),
        ("sasl.jaas.config", $"{Jaas} username=\"{User}\" password=\"secret\";"),
        ("ssl.truststore.type", "PEM"),
        ("ssl.truststore.location", _directory.File("ca.pem")),
    ];

    public static async Task<SecuredListener> CreateAsync()
    {
        var directory = TempDirectory.Create();
        var store = directory.File("broker.p12");
        await RunAsync(
            "keytool", "-genkeypair", "-alias", "broker", "-keyalg", "EC", "-validity", "3650", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1",
            "-storetype", "PKCS12", "-keystore", store, "-storepass", "changeit");
        await RunAsync("keytool", "-exportcert", "-rfc", "-alias", "broker", "-keystore", store, "-storepass", "changeit", "-file", directory.File("ca.pem"));
        return new SecuredListener(directory);
    }

    /// <summary>Makes the user and lets it do everything.</summary>
    public static async Task AllowAsync(string bootstrapServers)
    {
        await AddUserAsync(bootstrapServers);
        using var admin = Admin(bootstrapServers);
        await admin.CreateAclsAsync(
        [
            Rule(ResourceType.Topic, "*", AclPermissionType.Allow),
            Rule(ResourceType.Group, "*", AclPermissionType.Allow),
            Rule(ResourceType.Broker, "kafka-cluster", AclPermissionType.Allow),
        ]);
    }

    public static async Task AddUserAsync(string bootstrapServers)
    {
        using var admin = Admin(bootstrapServers);
        await admin.AlterUserScramCredentialsAsync(
        [
            new UserScramCredentialUpsertion
            {
                User = User,
                Password = "secret"u8.ToArray(),
                Salt = "salt and pepper"u8.ToArray(),
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
            },
        ]);
    }

    public static async Task DeleteUserAsync(string bootstrapServers)
    {
        using var admin = Admin(bootstrapServers);
        await admin.AlterUserScramCredentialsAsync([new UserScramCredentialDeletion { User = User, Mechanism = ScramMechanism.ScramSha512 }]);
    }

    /// <summary>Forbids the user everything that has to do with the resource, or allows it again.</summary>
    public static async Task DenyAsync(string bootstrapServers, ResourceType type, string name, bool denied)
    {
        using var admin = Admin(bootstrapServers);
        var rule = Rule(type, name, AclPermissionType.Deny);
        if (denied)
        {
            await admin.CreateAclsAsync([rule]);
        }
        else
        {
            await admin.DeleteAclsAsync([rule.ToFilter()]);
        }
    }

    public void Dispose() => _directory.Dispose();

    private static AclBinding Rule(ResourceType type, string name, AclPermissionType permission) => new()
    {
        Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new AccessControlEntry { Principal = "User:" + User, Host = "*", Operation = AclOperation.All, PermissionType = permission },
    };

    private static IAdminClient Admin(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {output}");
        }
    }
}
