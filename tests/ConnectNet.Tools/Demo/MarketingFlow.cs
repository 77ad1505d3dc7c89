using System.Globalization;
using System.Text.Json.Nodes;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Simulators.FacebookAds;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.Tools.Demo;

/// <summary>
/// The main job whole: a simulated ads API, a worker process with the example connectors, and a stand-in warehouse to compare with the
/// simulator's truth. The demo shows it; tests kill its worker. It owns all parts but the broker.
/// </summary>
internal sealed class MarketingFlow : IAsyncDisposable
{
    private const string Dataset = "marketing";
    private readonly KafkaBroker _broker;
    private readonly MarketingFlowOptions _options;
    private readonly DateOnly _firstDay;

    private MarketingFlow(
        KafkaBroker broker, MarketingFlowOptions options, FacebookAdsSimulator ads, BigQueryStandIn warehouse, WorkerProcess worker, DateOnly firstDay)
    {
        (_broker, _options, Ads, Warehouse, Worker, _firstDay) = (broker, options, ads, warehouse, worker, firstDay);
    }

    public FacebookAdsSimulator Ads { get; }

    public BigQueryStandIn Warehouse { get; }

    public WorkerProcess Worker { get; }

    public string Topic => $"{_options.Prefix}ads.facebook.insights_ad_daily";

    public string RejectedTopic => $"{_options.Prefix}ads.facebook.rejected";

    public string Source => $"{_options.Prefix}facebook-ads";

    public string Sink => $"{_options.Prefix}bigquery";

    public string Table => $"{Dataset}.{Topic.Replace('.', '_').Replace('-', '_')}";

    /// <summary>Starts all parts and posts the connectors; records begin to flow.</summary>
    public static async Task<MarketingFlow> StartAsync(KafkaBroker broker, MarketingFlowOptions options)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var firstDay = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - options.Days);
        var ads = await FacebookAdsSimulator.StartAsync(new SimulatorOptions
        {
            Clock = clock,
            Seed = options.Seed,
            BadRowRate = options.BadRowRate,
            Accounts = [.. AdAccount.BerlinAndTokyo.Select(account => account with { Campaigns = options.CampaignsPerAccount })],
        });
        var warehouse = await BigQueryStandIn.StartAsync(new BigQueryStandInOptions { RequireToken = true, Datasets = [Dataset] });
        if (options.HoldAcknowledgements)
        {
            warehouse.Faults.HoldAcknowledgements();
        }
        var directory = TempDirectory.Create();
        WriteEnvironment(directory, warehouse, firstDay, options);
        var worker = WorkerProcess.Distributed(await WorkerSettingsAsync(broker, options), Variables(broker, ads, warehouse), directory);
        var flow = new MarketingFlow(broker, options, ads, warehouse, worker, firstDay);
        try
        {
            await flow.CreateTopicsAsync();
            worker.Start();
            await flow.AwaitOwnWorkerAsync();
            await worker.AwaitReadyAsync();
            await flow.PostConnectorsAsync();
            return flow;
        }
        catch
        {
            await flow.DisposeAsync();
            throw;
        }
    }

    /// <summary>The truth as the warehouse should hold it now: rows that break a rule are missing.</summary>
    public IReadOnlyList<TruthRow> Expected() => [.. Truth().Where(row => row.Bad == BadRow.None && row.Columns["spend"] is not null)];

    /// <summary>The rows that validation must reject.</summary>
    public IReadOnlyList<TruthRow> Rejected() => [.. Truth().Where(row => row.Bad != BadRow.None || row.Columns["spend"] is null)];

    public IReadOnlyList<string> Differences() => WarehouseComparison.Differences(Expected(), Warehouse.Rows(Table));

    /// <summary>Waits until table and truth are equal; on time-out gives what is different, and why a connector does not run.</summary>
    public async Task<IReadOnlyList<string>> AwaitTruthAsync(TimeSpan limit)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var differences = Differences();
            if (differences.Count == 0 || TimeProvider.System.GetElapsedTime(deadline) > limit || Worker.Process.HasExited)
            {
                return differences.Count == 0 ? differences : [.. differences, .. await ConditionAsync()];
            }
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until the worker's process, since its start, has sent as many records as there are rows: the source has read all of them.</summary>
    public Task AwaitReadingAsync(TimeSpan limit) => Worker.Process.WaitUntilAsync(
        async () => (await WorkerFigures.ReadAsync(Worker.Client)).Sum("kafka_connect_source_task_source_record_write_total", Source) >= Truth().Count(),
        "the source did not read all rows",
        limit);

    /// <summary>Moves the API's clock by two days, so that numbers are restated up and down, and makes one row vanish.</summary>
    public TruthRow RestateAndVanish()
    {
        Ads.Clock.Advance(TimeSpan.FromDays(2));
        var victim = Expected().First(row => row.Columns["ad_id"] is not null);
        Ads.Vanish((string)victim.Columns["ad_id"]!, (DateOnly)victim.Columns["date"]!);
        return victim;
    }

    /// <summary>How many keys the dead-letter topic holds records of.</summary>
    public int RejectedRecords() =>
        TopicData.Read(_broker.BootstrapServers, RejectedTopic).Select(record => Convert.ToBase64String(record.Message.Key ?? [])).Distinct().Count();

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Warehouse.DisposeAsync();
        await Ads.DisposeAsync();
    }

    private static async Task<WorkerSettings> WorkerSettingsAsync(KafkaBroker broker, MarketingFlowOptions options)
    {
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, $"{options.Prefix}marketing");
        foreach (var (key, value) in Examples.WorkerProperties("worker-distributed.properties").Where(entry => entry.Key.StartsWith("config.providers", StringComparison.Ordinal)))
        {
            settings[key] = value;
        }
        settings["listeners"] = $"http://127.0.0.1:{(options.Port == 0 ? Ports.Free() : options.Port)}";
        settings["offset.flush.interval.ms"] = ((long)options.CommitInterval.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        settings["scheduled.rebalance.max.delay.ms"] = "0";
        settings["session.timeout.ms"] = "6000";
        settings["heartbeat.interval.ms"] = "1500";
        settings["consumer.session.timeout.ms"] = "6000";
        await settings.PrepareAsync(broker);
        return settings;
    }

    private static Dictionary<string, string> Variables(KafkaBroker broker, FacebookAdsSimulator ads, BigQueryStandIn warehouse) => new()
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = broker.BootstrapServers,
        ["FACEBOOK_BASE_URL"] = ads.BaseUrl,
        ["BIGQUERY_PROJECT"] = warehouse.Project,
        ["BIGQUERY_DATASET"] = Dataset,
        ["BIGQUERY_REST_ENDPOINT"] = warehouse.RestEndpoint,
        ["BIGQUERY_STORAGE_ENDPOINT"] = warehouse.GrpcEndpoint,
    };

    /// <summary>The dev environment with the stand-in's key, beside the worker's properties file: the worker runs in that directory.</summary>
    private static void WriteEnvironment(TempDirectory directory, BigQueryStandIn warehouse, DateOnly firstDay, MarketingFlowOptions options)
    {
        var development = Path.Combine(Examples.Folder, "environments", "dev");
        Directory.CreateDirectory(directory.File("environment/secrets"));
        foreach (var secret in Directory.EnumerateFiles(Path.Combine(development, "secrets")))
        {
            File.Copy(secret, directory.File($"environment/secrets/{Path.GetFileName(secret)}"));
        }
        File.WriteAllText(directory.File("environment/secrets/bigquery-key.json"), warehouse.KeyFile);
        var settings = File.ReadAllLines(Path.Combine(development, "settings.properties"))
            .Where(line => !line.StartsWith("facebook.start.date", StringComparison.Ordinal) && !line.StartsWith("facebook.poll", StringComparison.Ordinal));
        File.WriteAllLines(
            directory.File("environment/settings.properties"),
            [.. settings, $"facebook.start.date={firstDay:yyyy-MM-dd}", $"facebook.poll.interval.ms={(long)options.PollInterval.TotalMilliseconds}"]);
    }

    private async Task CreateTopicsAsync()
    {
        await _broker.CreateTopicAsync(Topic, 3, _broker is EmbeddedKafka ? null : new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
        await _broker.CreateTopicAsync(RejectedTopic);
    }

    /// <summary>Waits until a worker answers, and makes sure that it belongs to this flow's Kafka: another's connectors are not to be touched.</summary>
    private async Task AwaitOwnWorkerAsync()
    {
        var ours = await new KafkaClients(NullLoggerFactory.Instance).ClusterIdAsync(
            new Dictionary<string, string?> { ["bootstrap.servers"] = _broker.BootstrapServers }, TimeProvider.System, CancellationToken.None);
        string? theirs = null;
        await Worker.Process.WaitUntilAsync(
            async () => (theirs = await Worker.Client.ClusterIdAsync()) is not null, $"no worker answers at {Worker.Url}", TimeSpan.FromSeconds(60));
        if (theirs != ours)
        {
            throw new InvalidOperationException($"{Worker.Url} is a worker of another Kafka cluster ({theirs} instead of {ours}); nothing was asked of it. Choose another --port");
        }
    }

    private async Task PostConnectorsAsync()
    {
        var (_, source) = Examples.Connector(
            "facebook-ads-source.json", ("topic.prefix", $"{_options.Prefix}ads.facebook."), ("page.size", $"{_options.PageSize}"), ("requests.per.second", "1000"));
        var (_, sink) = Examples.Connector("bigquery-sink.json", ("topics", Topic), ("errors.deadletterqueue.topic.name", RejectedTopic));
        await Worker.Client.PutConfigAsync(Source, source);
        await Worker.Client.PutConfigAsync(Sink, sink);
    }

    /// <summary>Each account up to today in its own zone, as the connector asks for it: by the real clock, which the API's runs ahead of.</summary>
    private IEnumerable<TruthRow> Truth() => Ads.Options.Accounts.SelectMany(account => Ads.Truth(new TruthQuery
    {
        Accounts = [account.Id],
        Since = _firstDay,
        Until = account.Today(TimeProvider.System.GetUtcNow()),
    }));

    private async Task<IReadOnlyList<string>> ConditionAsync()
    {
        if (Worker.Process.HasExited)
        {
            return [$"the worker has ended with {Worker.Process.ExitCode}; the end of its log:\n{Worker.Process.Tail(20)}"];
        }
        var failed = new List<string>();
        foreach (var name in (string[])[Source, Sink])
        {
            var status = (await Worker.Client.GetAsync($"/connectors/{name}/status")).Json;
            failed.AddRange((status?["tasks"]?.AsArray() ?? []).OfType<JsonNode>()
                .Where(task => (string?)task["state"] != "RUNNING").Select(task => $"{name}: {task}"));
        }
        return failed;
    }
}
