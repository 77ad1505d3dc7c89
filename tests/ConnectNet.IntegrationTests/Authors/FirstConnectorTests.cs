using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Authors;

/// <summary>
/// The page "Your first connector", followed outside of the repository: its commands run as they stand there, its code is built against the packages, and
/// what it builds runs in a worker.
/// </summary>
public sealed class FirstConnectorTests(AuthorDirectory author) : IClassFixture<AuthorDirectory>
{
    [KafkaFact]
    public async Task The_page_leads_to_records_in_Kafka()
    {
        await author.FollowPageAsync();

        Assert.Equal(["Quotes.deps.json", "Quotes.dll", "Quotes.pdb", "Quotes.runtimeconfig.json"], FilesOf(Path.Combine("plugins", "Quotes")));
        var broker = await KafkaBroker.SharedAsync();
        var topic = ClusterNames.Unique("quotes");
        await broker.CreateTopicAsync(topic);
        await using var worker = await WorkerProcess.StartDistributedAsync(await SettingsAsync(broker));
        var connector = JsonNode.Parse(author.Page.Only("json"))!;
        connector["config"]!["topic"] = topic;
        (await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors", connector.ToJsonString())).Expect();

        var records = TopicData.Read(broker.BootstrapServers, topic, static read => read.Count >= 3);

        // What the page says that its reader sees.
        var shown = author.Page.Only("").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(shown, records.Take(3).Select(static record => Encoding.UTF8.GetString(record.Message.Value!)));
    }

    [Theory]
    [InlineData("connectnet-sink", "Acme.Ledger")]
    [InlineData("connectnet-transform", "Prefix")]
    public async Task The_other_templates_make_plugins_whose_tests_pass(string template, string name)
    {
        await author.RunAsync($"dotnet new {template} --name {name}\ncd {name}\ndotnet test\ndotnet publish {name} --no-restore --output plugins");

        Assert.Equal([$"{name}.deps.json", $"{name}.dll", $"{name}.pdb", $"{name}.runtimeconfig.json"], FilesOf(Path.Combine(name, "plugins")));
    }

    private IEnumerable<string?> FilesOf(string directory) =>
        Directory.GetFiles(Path.Combine(author.Path, directory)).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    // The page's properties, with the broker and names that this test run has.
    private async Task<WorkerSettings> SettingsAsync(KafkaBroker broker)
    {
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, ClusterNames.Unique("first"));
        foreach (var line in author.Page.Only("properties").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (key == "plugin.path")
            {
                settings[key] = Path.Combine(author.Path, value);
            }
            else if (key.Contains("converter", StringComparison.Ordinal))
            {
                settings[key] = value;
            }
        }

        await settings.PrepareAsync(broker);
        return settings;
    }
}
