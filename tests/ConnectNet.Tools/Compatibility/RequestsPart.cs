using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility.Scripts;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility;

/// <summary>Scripted requests to the Java worker and ours: alone, as two, standalone, secured, with other settings; and validations.</summary>
internal static class RequestsPart
{
    public static async Task AloneAsync(Comparison comparison, KafkaBroker broker)
    {
        await using var pair = await WorkerPair.DistributedAsync(comparison, broker, 1);
        await PluginsScript.RunAsync(pair);
        await LifeScript.RunAsync(pair);
        await ProcessScript.StopAsync(pair);
    }

    public static async Task ValidationAsync(Comparison comparison, KafkaBroker broker, int each = 1)
    {
        await using var pair = await WorkerPair.DistributedAsync(comparison, broker, 1);
        await ValidationScript.RunAsync(pair, each);
    }

    public static async Task TwoWorkersAsync(Comparison comparison, KafkaBroker broker)
    {
        await using var pair = await WorkerPair.DistributedAsync(comparison, broker, 2, new Dictionary<string, string>
        {
            ["connector.client.config.override.policy"] = "Allowlist",
            ["connector.client.config.override.allowlist"] = "acks,max.poll.records",
            ["session.timeout.ms"] = "30000",
        });
        await ForwardingScript.RunAsync(pair);
        await ValidationScript.RunOverridesAsync(pair);
    }

    public static async Task SecuredAsync(Comparison comparison, KafkaBroker broker)
    {
        using var directory = TempDirectory.Create();
        await File.WriteAllTextAsync(directory.File("users"), "alice=secret\n");
        await File.WriteAllTextAsync(directory.File("jaas"), $$"""
            KafkaConnect {
                org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required file="{{directory.File("users")}}";
            };
            """);
        var environment = new Dictionary<string, string> { ["KAFKA_OPTS"] = "-Djava.security.auth.login.config=" + directory.File("jaas") };
        await using var pair = await WorkerPair.DistributedAsync(comparison, broker, 1, SecuredScript.Settings, environment);
        await SecuredScript.RunAsync(pair);
    }

    public static async Task SettingsAsync(Comparison comparison, KafkaBroker broker)
    {
        await using var pair = await WorkerPair.DistributedAsync(comparison, broker, 1, SettingsScript.Settings);
        await SettingsScript.RunAsync(pair);
        await ValidationScript.RunOverridesAsync(pair);
    }

    public static async Task StandaloneAsync(Comparison comparison, KafkaBroker broker)
    {
        using var directory = TempDirectory.Create();
        await using var pair = await WorkerPair.StandaloneAsync(comparison, broker, directory.File);
        await StandaloneScript.RunAsync(pair, directory);
    }
}
