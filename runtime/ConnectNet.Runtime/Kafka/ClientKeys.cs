using System.Reflection;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// The keys of Kafka's producer, consumer and admin client, by which overrides in connector configs are validated and clients are made. The table
/// beside this file lists them as the clients of release 4.3.1 declare them.
/// </summary>
internal static class ClientKeys
{
    public const string ProducerPrefix = "producer.override.";
    public const string ConsumerPrefix = "consumer.override.";
    public const string AdminPrefix = "admin.override.";

    private static readonly Dictionary<string, Dictionary<string, ConfigKey>> Tables = Read();

    /// <summary>The keys of a kind of client, in Java's order.</summary>
    public static IReadOnlyDictionary<string, ConfigKey> For(ClientKind kind) => Tables[kind.ToString().ToLowerInvariant()];

    /// <summary>The keys of the client that a prefix stands for.</summary>
    public static IReadOnlyDictionary<string, ConfigKey> For(string prefix) => Tables[prefix[..prefix.IndexOf('.')]];

    private static Dictionary<string, Dictionary<string, ConfigKey>> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("client-keys.tsv")
            ?? throw new InvalidOperationException("The table of client keys is not part of the assembly.");
        using var reader = new StreamReader(stream);
        var tables = new Dictionary<string, Dictionary<string, ConfigKey>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var (client, key) = ParseRow(line.Split('\t'));
            if (!tables.TryGetValue(client, out var table))
            {
                tables[client] = table = new Dictionary<string, ConfigKey>(StringComparer.Ordinal);
            }

            table[key.Name] = key;
        }

        return tables;
    }

    // Columns: client, key, type, importance, default (\R required, \N null), description where the worker shows Kafka's own.
    private static (string Client, ConfigKey Key) ParseRow(string[] row)
    {
        var (client, name, defaultText) = (row[0], row[1], row.ElementAtOrDefault(4) ?? "");
        var type = Enum.Parse<ConfigType>(row[2], ignoreCase: true);
        var documentation = row.ElementAtOrDefault(5) ?? $"The Kafka {client}'s {name}; see the description of Kafka's clients.";
        var key = new ConfigKey(name, type, Enum.Parse<Importance>(row[3], ignoreCase: true), documentation);
        return defaultText switch
        {
            @"\R" => (client, key),
            @"\N" => (client, key with { Default = null }),
            _ => (client, key with { Default = type == ConfigType.Class ? defaultText : ConfigParser.Parse(name, defaultText, type) }),
        };
    }
}
