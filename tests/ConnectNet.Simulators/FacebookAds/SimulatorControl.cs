using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// The control surface under <c>/_sim</c>, for a demo that runs the simulator as a process of its own: clock, blocks, faults, vanished
/// rows, truth and the log of calls.
/// </summary>
internal static class SimulatorControl
{
    public static void Map(WebApplication web, FacebookAdsSimulator simulator)
    {
        var control = web.MapGroup("/_sim");
        control.MapGet("/status", () => Write(new
        {
            now = simulator.Clock.GetUtcNow(),
            requests = simulator.Requests.Count,
            refused = simulator.Refused,
            accounts = simulator.Options.Accounts.Select(account => account.Id),
        }));
        control.MapPost("/clock", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            if (body.RootElement.TryGetProperty("advanceSeconds", out var seconds))
            {
                simulator.Clock.Advance(TimeSpan.FromSeconds(seconds.GetDouble()));
            }
            else
            {
                MoveTo(simulator.Clock, body.RootElement.GetProperty("now").GetDateTimeOffset());
            }

            return Write(new { now = simulator.Clock.GetUtcNow() });
        });
        control.MapPost("/throttle", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            simulator.ThrottleCalls(Text(body, "account"), Number(body, "code", 80000), Number(body, "calls", 3));
        });
        control.MapPost("/fault", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            simulator.Faults.Add(new Fault
            {
                Kind = Enum.Parse<FaultKind>(Text(body, "kind") ?? "Error"),
                Account = Text(body, "account"),
                Endpoint = Text(body, "endpoint"),
                Code = Number(body, "code", 2),
                After = Number(body, "after", 0),
                Times = Number(body, "times", 1),
            });
        });
        control.MapPost("/vanish", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            simulator.Vanish(Text(body, "ad")!, DateOnly.Parse(Text(body, "date")!));
        });
        control.MapGet("/truth", (DateOnly since, DateOnly until, string? level, string? breakdowns) => Write(simulator.Truth(new TruthQuery
        {
            Since = since,
            Until = until,
            Level = level ?? "ad",
            Breakdowns = breakdowns?.Split(',') ?? [],
        }).Select(row => new { key = row.KeyText, columns = row.Columns, bad = row.Bad.ToString() })));
        control.MapGet("/requests", () => Write(simulator.Requests.Select(call => new { call.At, call.Method, call.Endpoint, call.Account, call.Status, call.ErrorCode })));
    }

    // Back as well, which wakes nobody.
    private static void MoveTo(FakeTimeProvider clock, DateTimeOffset time)
    {
        if (time < clock.GetUtcNow())
        {
            clock.AdjustTime(time.ToUniversalTime());
        }
        else
        {
            clock.SetUtcNow(time.ToUniversalTime());
        }
    }

    private static IResult Write(object answer) =>
        Results.Text(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web), "application/json");

    private static string? Text(JsonDocument body, string name) =>
        body.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int Number(JsonDocument body, string name, int otherwise) =>
        body.RootElement.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
}
