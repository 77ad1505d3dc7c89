using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConnectNet.Simulators.FacebookAds;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>The simulator is only worth something when it refuses what the vendor refuses and adds up.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private const string Day = """{"since":"2026-11-10","until":"2026-11-10"}""";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private static readonly HttpClient Http = new();
    private FacebookAdsSimulator _simulator = null!;

    public async Task InitializeAsync() =>
        _simulator = await FacebookAdsSimulator.StartAsync(new SimulatorOptions { Clock = _clock, EmptyPageEvery = 2 });

    public async Task DisposeAsync()
    {
        await _simulator.DisposeAsync();
    }

    [Theory]
    [InlineData("v20.0/act_400100200300/insights", "", 2635)]
    [InlineData("v26.0/act_1/insights", "", 100)]
    [InlineData("v26.0/act_400100200300/insights", "&fields=impressions,nonsense", 100)]
    [InlineData("v26.0/act_400100200300/insights", "&fields=age&breakdowns=[\"age\"]", 100)]
    [InlineData("v26.0/act_400100200300/insights", "&fields=ad_id&level=campaign", 100)]
    [InlineData("v26.0/act_400100200300/insights", "&breakdowns=[\"age\",\"country\"]", 100)]
    [InlineData("v26.0/act_400100200300/insights", "&time_range={\"since\":\"2022-01-01\",\"until\":\"2022-01-02\"}", 3018)]
    [InlineData("v26.0/act_400100200300/insights", "&nonsense=1", 100)]
    [InlineData("v26.0/act_400100200300/campaigns", "", 100)]
    public async Task What_it_does_not_know_it_refuses(string path, string query, int code)
    {
        var (status, body) = await GetAsync($"{path}?appsecret_proof={Proof()}{query}");

        Assert.Equal(400, status);
        Assert.Equal(code, body.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_missing_proof_is_refused()
    {
        var (status, body) = await GetAsync("v26.0/act_400100200300/insights");

        Assert.Equal(400, status);
        Assert.Contains("appsecret_proof", body.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("[\"age\",\"gender\"]")]
    [InlineData("[\"publisher_platform\",\"platform_position\"]")]
    [InlineData("[\"hourly_stats_aggregated_by_advertiser_time_zone\"]")]
    public async Task The_cells_of_a_breakdown_add_up_to_the_whole(string breakdowns)
    {
        var whole = await RowsAsync($"level=account&fields=impressions,spend&time_range={Day}");
        var cells = await RowsAsync($"level=ad&fields=ad_id,impressions,spend&time_range={Day}&breakdowns={breakdowns}&limit=7"
            + """&filtering=[{"field":"ad.effective_status","operator":"IN","value":["ACTIVE","DELETED"]}]""");

        Assert.True(cells.Count > 20);
        Assert.Equal(Sum(whole, "impressions"), Sum(cells, "impressions"));
        Assert.Equal(Sum(whole, "spend"), Sum(cells, "spend"));
    }

    [Fact]
    public async Task Numbers_grow_fall_and_vanish_with_the_clock()
    {
        var day = new DateOnly(2026, 11, 20);
        var query = new TruthQuery { Since = day, Until = day };
        var before = _simulator.Truth(query).ToDictionary(row => row.KeyText);
        _clock.Advance(TimeSpan.FromDays(4));
        var later = _simulator.Truth(query).ToDictionary(row => row.KeyText);
        var victim = later.Values.First();
        _simulator.Vanish((string)victim.Columns["ad_id"]!, day);

        Assert.Contains(later, row => (long)row.Value.Columns["impressions"]! > (long)before[row.Key].Columns["impressions"]!);
        Assert.DoesNotContain(_simulator.Truth(query), row => row.KeyText == victim.KeyText);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Calls_while_throttled_are_refused_with_headers_and_prolong_the_block()
    {
        _simulator.Throttle("400100200300", 80000, TimeSpan.FromMinutes(10));
        using var response = await Http.GetAsync(Url($"v26.0/act_400100200300/insights?appsecret_proof={Proof()}"));
        var usage = response.Headers.GetValues("X-Business-Use-Case-Usage").Single();

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"estimated_time_to_regain_access\":11", usage);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(400, (await GetAsync($"v26.0/act_400100200300/insights?appsecret_proof={Proof()}")).Status);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await GetAsync($"v26.0/act_400100200300/insights?appsecret_proof={Proof()}")).Status);
    }

    [Fact]
    public async Task The_clock_moves_over_http()
    {
        var before = _clock.GetUtcNow();
        using var answer = await Http.PostAsJsonAsync(_simulator.BaseUrl + "/_sim/clock", new { advanceSeconds = 3600 });

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(before.AddHours(1), _clock.GetUtcNow());
    }

    private static decimal Sum(List<JsonElement> rows, string field) =>
        rows.Sum(row => row.TryGetProperty(field, out var value) ? decimal.Parse(value.GetString()!) : 0);

    private async Task<List<JsonElement>> RowsAsync(string query)
    {
        var rows = new List<JsonElement>();
        string? after = null;
        while (true)
        {
            var (status, body) = await GetAsync($"v26.0/act_400100200300/insights?{query}&appsecret_proof={Proof()}{after}");
            Assert.True(status == 200, body.ToString());
            rows.AddRange(body.GetProperty("data").EnumerateArray());
            if (!body.TryGetProperty("paging", out var paging) || !paging.TryGetProperty("next", out _))
            {
                return rows;
            }

            after = "&after=" + Uri.EscapeDataString(paging.GetProperty("cursors").GetProperty("after").GetString()!);
        }
    }

    private async Task<(int Status, JsonElement Body)> GetAsync(string pathAndQuery)
    {
        using var response = await Http.GetAsync(Url(pathAndQuery));
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private string Url(string pathAndQuery) =>
        $"{_simulator.BaseUrl}/{pathAndQuery}{(pathAndQuery.Contains('?') ? "&" : "?")}access_token={_simulator.Options.AccessToken}";

    private string Proof() => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(_simulator.Options.AppSecret), Encoding.UTF8.GetBytes(_simulator.Options.AccessToken)));
}
