using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// Call budgets and blocks of the accounts and of the app, in the simulator's time, and the usage headers that tell of them. Calls
/// during a block are refused and prolong it by a minute, as they keep the vendor's window full.
/// </summary>
internal sealed class ThrottleState(SimulatorOptions options, TimeProvider clock)
{
    private const string App = "app";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _calls = [];
    private readonly Dictionary<string, Block> _blocks = [];

    public int Refused { get; private set; }

    /// <summary>Blocks an account, or with null the app, for a time, or with <paramref name="calls"/> for so many refusals.</summary>
    public void Start(string? account, int code, TimeSpan duration, int? calls)
    {
        lock (_lock)
        {
            _blocks[account ?? App] = new Block(code, clock.GetUtcNow() + duration, calls);
        }
    }

    /// <summary>Counts a call and refuses it when account or app are blocked or over budget.</summary>
    public void Count(string? account)
    {
        lock (_lock)
        {
            Refuse(App);
            if (account is null)
            {
                return;
            }

            Refuse(account);
            var calls = Window(account);
            if (options.CallsPerHour is { } budget && calls.Count >= budget)
            {
                _blocks[account] = new Block(80000, calls.Peek().AddHours(1), null);
                Refuse(account);
            }

            calls.Enqueue(clock.GetUtcNow());
        }
    }

    public void WriteHeaders(string? account, IHeaderDictionary headers)
    {
        lock (_lock)
        {
            headers["X-App-Usage"] = Usage(_blocks.ContainsKey(App) ? 100 : 3).ToJsonString();
            if (account is null)
            {
                return;
            }

            var block = _blocks.GetValueOrDefault(account);
            var calls = Window(account);
            var percent = block is not null ? 118 : options.CallsPerHour is { } budget ? 100 * calls.Count / budget : 1;
            var wait = block is { Calls: null } ? block.Until - clock.GetUtcNow()
                : block is null && percent >= 100 ? calls.Peek().AddHours(1) - clock.GetUtcNow()
                : TimeSpan.Zero;
            headers["X-Business-Use-Case-Usage"] = new JsonObject
            {
                [account] = new JsonArray(Entry("ads_management", 2, TimeSpan.Zero), Entry("ads_insights", percent, wait)),
            }.ToJsonString();
            headers["X-Ad-Account-Usage"] = new JsonObject
            {
                ["acc_id_util_pct"] = percent / 10.0,
                ["reset_time_duration"] = (int)Math.Ceiling(wait.TotalSeconds),
                ["ads_api_access_tier"] = "development_access",
            }.ToJsonString();
            headers["X-FB-Ads-Insights-Throttle"] =
                $$"""{"app_id_util_pct":2,"acc_id_util_pct":{{percent}},"ads_api_access_tier":"development_access"}""";
        }
    }

    private static JsonObject Usage(int percent) =>
        new() { ["call_count"] = percent, ["total_time"] = percent / 2, ["total_cputime"] = percent / 3 };

    private static JsonObject Entry(string type, int percent, TimeSpan wait)
    {
        var entry = Usage(percent);
        entry["type"] = type;
        entry["estimated_time_to_regain_access"] = (int)Math.Ceiling(wait.TotalMinutes);
        entry["ads_api_access_tier"] = "development_access";
        return entry;
    }

    private void Refuse(string key)
    {
        if (!_blocks.TryGetValue(key, out var block))
        {
            return;
        }

        if (block.Calls is 0 || (block.Calls is null && clock.GetUtcNow() >= block.Until))
        {
            _blocks.Remove(key);
            return;
        }

        _blocks[key] = block.Calls is { } calls ? block with { Calls = calls - 1 } : block with { Until = block.Until.AddMinutes(1) };
        Refused++;
        throw GraphError.Of(block.Code, block.Code == 4 ? null : 2446079);
    }

    private Queue<DateTimeOffset> Window(string account)
    {
        if (!_calls.TryGetValue(account, out var calls))
        {
            _calls[account] = calls = new Queue<DateTimeOffset>();
        }

        while (calls.TryPeek(out var oldest) && oldest <= clock.GetUtcNow().AddHours(-1))
        {
            calls.Dequeue();
        }

        return calls;
    }

    private sealed record Block(int Code, DateTimeOffset Until, int? Calls);
}
