using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// A cluster of Java workers and one of ours with the same settings, each in a group of its own on the same broker. The same requests go to
/// both, and the answers to a <see cref="Comparison"/>, without what differs between any two clusters.
/// </summary>
internal sealed partial class WorkerPair : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan RebalanceLimit = TimeSpan.FromSeconds(10);
    private static readonly string[] Transient = ["a rebalance is expected", "due to stale configuration", "no known leader URL"];
    private static readonly string[] Headers =
    [
        "Allow", "Content-Type", "Location", "Vary", "WWW-Authenticate", "Cache-Control", "Access-Control-Allow-Origin", "Access-Control-Allow-Headers",
        "Access-Control-Max-Age", "X-Custom", "X-Frame-Options", "Expires-Soon", "Transfer-Encoding",
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(100) };
    private readonly Comparison _comparison;
    private readonly Cluster _java;
    private readonly Cluster _ours;

    private WorkerPair(Comparison comparison, KafkaBroker broker, Cluster java, Cluster ours)
    {
        _comparison = comparison;
        _java = java;
        _ours = ours;
        Broker = broker;
    }

    public KafkaBroker Broker { get; }

    public IReadOnlyList<ConnectWorker> Java => _java.Workers;

    public IReadOnlyList<ConnectWorker> Ours => _ours.Workers;

    /// <summary>Starts two distributed clusters; the first worker of each leads it.</summary>
    /// <param name="comparison">Gets the answers.</param>
    /// <param name="broker">Both use it.</param>
    /// <param name="workers">How many each has.</param>
    /// <param name="settings">Worker properties beyond those every worker needs; <c>{free}</c> stands for a free port.</param>
    /// <param name="environment">Variables of all the workers' processes.</param>
    public static async Task<WorkerPair> DistributedAsync(
        Comparison comparison, KafkaBroker broker, int workers,
        IReadOnlyDictionary<string, string>? settings = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var name = $"compare-{Guid.NewGuid():N}"[..16];
        List<WorkerSettings> Settings(string side) =>
            [.. Enumerable.Range(0, workers).Select(_ => With(WorkerSettings.Distributed(broker.BootstrapServers, $"{name}-{side}"), settings))];
        var (java, ours) = (Settings("java"), Settings("ours"));
        return await StartAsync(
            comparison,
            broker,
            new Cluster($"{name}-java", [.. java.Select(each => JavaWorker.Distributed(each, environment))], [.. java.Select(AdminUrl)]),
            new Cluster($"{name}-ours", [.. ours.Select(each => WorkerProcess.Distributed(each, environment))], [.. ours.Select(AdminUrl)]));
    }

    /// <summary>Starts two standalone workers.</summary>
    public static async Task<WorkerPair> StandaloneAsync(Comparison comparison, KafkaBroker broker, Func<string, string> offsetsFile)
    {
        WorkerSettings Settings(string side) => WorkerSettings.Standalone(broker.BootstrapServers, offsetsFile(side));
        return await StartAsync(
            comparison,
            broker,
            new Cluster("standalone-java", [JavaWorker.Standalone(Settings("java"))], [null]),
            new Cluster("standalone-ours", [WorkerProcess.Standalone(Settings("ours"))], [null]));
    }

    /// <summary>Sends the request to both and compares the answers.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path and query; after <c>admin:</c> it goes to the admin listener. <c>&lt;group&gt;</c> stands for the name of the cluster.</param>
    /// <param name="body">JSON, or null for no body.</param>
    /// <param name="worker">Which worker of each cluster is asked.</param>
    /// <param name="headers">Further request headers.</param>
    /// <returns>Our answer.</returns>
    public async Task<string> SameAsync(string method, string path, string? body = null, int worker = 0, params (string Name, string Value)[] headers)
    {
        var request = new Request(method, path, body, headers);
        var java = AskAsync(_java, worker, request);
        var ours = AskAsync(_ours, worker, request);
        var name = $"{method} {path}{(body is null ? "" : " " + body)}{string.Concat(headers.Select(header => $" [{header.Name}: {header.Value}]"))}{(worker == 0 ? "" : " at worker " + worker)}";
        _comparison.Add(name, await java, await ours);
        return await ours;
    }

    /// <summary>Compares the answers to a GET when they have become equal, or after some seconds: after a change of offsets either may lag behind.</summary>
    public async Task SameSoonAsync(string path)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var request = new Request("GET", path, null, []);
            var (java, ours) = (await AskAsync(_java, 0, request), await AskAsync(_ours, 0, request));
            if (java == ours || clock.Elapsed > RebalanceLimit)
            {
                _comparison.Add("GET " + path, java, ours);
                return;
            }
            await Task.Delay(50);
        }
    }

    /// <summary>Adds a case whose texts were got in another way.</summary>
    public void Add(string name, string java, string ours) => _comparison.Add(name, java, ours);

    /// <summary>Waits until the body of a GET satisfies the condition on both.</summary>
    public async Task UntilAsync(string path, Func<string, bool> condition, int worker = 0)
    {
        foreach (var cluster in new[] { _java, _ours })
        {
            var client = cluster.Workers[worker].Client;
            await cluster.Workers[worker].Process.WaitUntilAsync(
                async () => condition((await client.GetAsync(path)).Body), $"{path} does not become what the script waits for", Limit);
        }
    }

    /// <summary>Waits until connector and tasks have these states on both, whichever worker is asked.</summary>
    public async Task UntilStateAsync(string connector, string state, params string[] tasks)
    {
        foreach (var worker in _java.Workers.Concat(_ours.Workers))
        {
            await worker.Client.AwaitAsync(
                connector,
                status => (string?)status["connector"]!["state"] == state
                    && status["tasks"]!.AsArray().Select(task => (string?)task!["state"]).SequenceEqual(tasks),
                $"{state} [{string.Join(' ', tasks)}]",
                (int)Limit.TotalSeconds);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _java.Workers.Concat(_ours.Workers))
        {
            await worker.DisposeAsync();
        }
        _http.Dispose();
    }

    private static WorkerSettings With(WorkerSettings settings, IReadOnlyDictionary<string, string>? more)
    {
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
        {
            settings[key] = value.Replace("{free}", $"{Ports.Free()}", StringComparison.Ordinal);
        }
        return settings;
    }

    private static Uri? AdminUrl(WorkerSettings settings) =>
        settings.Properties.TryGetValue("admin.listeners", out var url) && url.Length > 0 ? new Uri(url) : null;

    private static async Task<WorkerPair> StartAsync(Comparison comparison, KafkaBroker broker, Cluster java, Cluster ours)
    {
        var pair = new WorkerPair(comparison, broker, java, ours);
        try
        {
            await Task.WhenAll(java.StartAsync(), ours.StartAsync());
            await Task.WhenAll(java.PutLeaderFirstAsync(), ours.PutLeaderFirstAsync());
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks until no rebalance is in the way; some requests are answered so for good.</summary>
    private async Task<string> AskAsync(Cluster cluster, int worker, Request request)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var (text, body) = await SendAsync(cluster, worker, request);
            if (!Transient.Any(part => body.Contains(part, StringComparison.Ordinal)) || clock.Elapsed > RebalanceLimit)
            {
                return cluster.WithoutNames(text);
            }
            await Task.Delay(20);
        }
    }

    private async Task<(string Text, string Body)> SendAsync(Cluster cluster, int worker, Request request)
    {
        const string Admin = "admin:";
        var isAdmin = request.Path.StartsWith(Admin, StringComparison.Ordinal);
        var path = (isAdmin ? request.Path[Admin.Length..] : request.Path).Replace("<group>", cluster.Name, StringComparison.Ordinal);
        var target = new Uri(isAdmin ? cluster.AdminUrls[worker]! : cluster.Workers[worker].Url, path);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), target);
        if (request.Body is not null)
        {
            message.Content = new StringContent(request.Body.Replace("<group>", cluster.Name, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        }
        foreach (var (header, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(header, value);
        }
        using var response = await _http.SendAsync(message);
        var body = await response.Content.ReadAsStringAsync();
        var text = new StringBuilder().Append((int)response.StatusCode).Append('\n');
        foreach (var header in Headers)
        {
            if (response.Headers.TryGetValues(header, out var values) || response.Content.Headers.TryGetValues(header, out values))
            {
                text.Append(header.ToLowerInvariant()).Append(": ").AppendJoin(", ", values).Append('\n');
            }
        }
        return (text.Append('\n').Append(body).ToString(), body);
    }

    [GeneratedRegex(@"(\\n\\tat [^""]*?)+(?=\\nCaused by: |\\n""|"")|\\n\\t\.\.\. \d+ more")]
    private static partial Regex Frames();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|(?<=""last_modified"":)\d{12,}")]
    private static partial Regex Times();

    // Whether the version of what was just stopped is still known is a matter of luck.
    [GeneratedRegex(@"(?<=""state"":""RESTARTING"",""worker_id"":""<worker>"",""version"":)(null|""[^""]*"")")]
    private static partial Regex Restarting();

    [GeneratedRegex(@"(?<=""trace"":""[^""]*)(\\n)+(?="")")]
    private static partial Regex TrailingLine();

    private sealed record Request(string Method, string Path, string? Body, (string Name, string Value)[] Headers);

    private sealed record Cluster(string Name, List<ConnectWorker> Workers, List<Uri?> AdminUrls)
    {
        /// <summary>Only the leader answers a request that must not be forwarded.</summary>
        public async Task PutLeaderFirstAsync()
        {
            while (Workers.Count > 1 && (await Workers[0].Client.SendAsync(HttpMethod.Delete, "/connectors/none?forward=no")).Status != 404)
            {
                Workers.Reverse();
                AdminUrls.Reverse();
                await Task.Delay(50);
            }
        }

        public async Task StartAsync()
        {
            foreach (var worker in Workers)
            {
                worker.Start();
                await worker.Process.WaitUntilAsync(() => IsReadyAsync(worker), $"the worker at {worker.Url} is not ready", StartLimit);
            }
        }

        // A worker that asks for credentials says in its log that it has joined.
        private static async Task<bool> IsReadyAsync(ConnectWorker worker)
        {
            try
            {
                var health = await worker.Client.GetAsync("/health");
                return health.Status == 200
                    || (health.Status == 401 && worker.Process.Log.Contains("Finished starting connectors and tasks", StringComparison.Ordinal));
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return false;
            }
        }

        /// <summary>The text without what differs between any two clusters: names, addresses, times, the frames of stack traces.</summary>
        public string WithoutNames(string text)
        {
            foreach (var worker in Workers)
            {
                text = text.Replace(worker.WorkerId, "<worker>", StringComparison.Ordinal);
            }
            text = text.Replace(Name, "<group>", StringComparison.Ordinal);
            return Restarting().Replace(TrailingLine().Replace(Frames().Replace(Times().Replace(text, "<time>"), ""), ""), "…");
        }
    }
}
