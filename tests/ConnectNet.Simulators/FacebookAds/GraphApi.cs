using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// Judges a call and computes its answer; knows nothing of HTTP but the parameters. The order of the checks is the vendor's: version,
/// token, proof, object, quota, planned faults, parameters.
/// </summary>
internal sealed class GraphApi(SimulatorOptions options, TimeProvider clock, InsightsEngine engine, ThrottleState throttle, FaultPlan faults, AsyncJobs jobs)
{
    private static readonly HashSet<string> AccountFields =
    [
        "id", "account_id", "name", "currency", "timezone_name", "timezone_id", "account_status", "amount_spent", "business_name", "timezone_offset_hours_utc",
    ];

    public GraphAnswer Answer(GraphCall call)
    {
        CheckAccess(call);
        if (call.Path == "me/adaccounts")
        {
            Pass(call, null, "accounts");
            return Page(call, [.. options.Accounts.Select(account => Describe(account, call))], "me/adaccounts", row => row);
        }

        var parts = call.Path.Split('/');
        if (jobs.Find(parts[0]) is { } job)
        {
            return AnswerJob(call, job, parts);
        }

        var account = options.Accounts.FirstOrDefault(account => "act_" + account.Id == parts[0]) ?? throw GraphError.NoSuchObject(parts[0]);
        if (parts.Length == 1)
        {
            Pass(call, account.Id, "account");
            return new GraphAnswer(Describe(account, call));
        }

        if (parts.Length > 2 || parts[1] != "insights")
        {
            throw GraphError.BadParameter($"Tried accessing nonexisting field ({parts[1]}) on node type (AdAccount)");
        }

        Pass(call, account.Id, "insights");
        return AnswerInsights(call, account);
    }

    private void CheckAccess(GraphCall call)
    {
        if (!options.Versions.Contains(call.Version))
        {
            throw GraphError.Of(2635);
        }

        if (call.Token is null)
        {
            throw new GraphError(400, 104, null, "An access token is required to request this resource.");
        }

        if (call.Token != options.AccessToken)
        {
            throw new GraphError(400, 190, 463, "Error validating access token: Session has expired on Friday, 20-Nov-26 10:00:00 PST.");
        }

        if (!options.RequireProof)
        {
            return;
        }

        var proof = call.Parameters.GetValueOrDefault("appsecret_proof") ?? throw GraphError.BadParameter("API calls from the server require an appsecret_proof argument");
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.AppSecret), Encoding.UTF8.GetBytes(options.AccessToken)));
        if (proof != right)
        {
            throw GraphError.BadParameter("Invalid appsecret_proof provided in the API argument");
        }
    }

    /// <summary>Quota and planned faults: what can refuse any call.</summary>
    private void Pass(GraphCall call, string? account, string endpoint)
    {
        call.Account = account;
        call.Endpoint = endpoint;
        throttle.Count(account);
        if (faults.Take(call) is { } fault)
        {
            throw fault.Kind == FaultKind.Error ? GraphError.Of(fault.Code, fault.Subcode, fault.Status, fault.Message) : new BrokenTransport(fault.Kind);
        }
    }

    private static JsonObject Describe(AdAccount account, GraphCall call)
    {
        var json = new JsonObject { ["id"] = "act_" + account.Id };
        foreach (var field in (call.Parameters.GetValueOrDefault("fields") ?? "id").Split(','))
        {
            if (!AccountFields.Contains(field))
            {
                throw GraphError.BadParameter($"Tried accessing nonexisting field ({field}) on node type (AdAccount)");
            }

            JsonNode? value = field switch
            {
                "account_id" => account.Id,
                "name" => account.Name,
                "currency" => account.Currency,
                "timezone_name" => account.TimeZone,
                "account_status" => 1,
                _ => null,
            };
            if (value is not null)
            {
                json[field] = value;
            }
        }

        return json;
    }

    private GraphAnswer AnswerInsights(GraphCall call, AdAccount account)
    {
        var now = clock.GetUtcNow();
        var query = InsightsQuery.Parse(call.Parameters, account.Today(now));
        if (call.Method == "POST")
        {
            var snapshot = engine.Rows(account, query, now).Select(row => InsightsFields.Write(row, query)).ToList();
            return new GraphAnswer(new JsonObject { ["report_run_id"] = jobs.Start(account, query, snapshot).Id });
        }

        var rows = engine.Rows(account, query, now).ToList();
        return rows.Count > options.MaxSyncRows
            ? throw new GraphError(400, 100, 1487534, "(#100) Your query requests too much data")
            : Page(call, rows, $"act_{account.Id}/insights", row => InsightsFields.Write(row, query));
    }

    private GraphAnswer AnswerJob(GraphCall call, AsyncJob job, string[] parts)
    {
        if (parts.Length == 1)
        {
            Pass(call, job.Account.Id, "job");
            return new GraphAnswer(jobs.Status(job));
        }

        Pass(call, job.Account.Id, "results");
        return Page(call, [.. jobs.Results(job)], $"{job.Id}/insights", row => (JsonObject)row.DeepClone());
    }

    private GraphAnswer Page<T>(GraphCall call, List<T> rows, string path, Func<T, JsonObject> write)
    {
        var limit = int.Parse(call.Parameters.GetValueOrDefault("limit", "25"), CultureInfo.InvariantCulture);
        if (limit > options.MaxLimit)
        {
            throw GraphError.TooMuchData();
        }

        var cursor = Cursor.Parse(call.Parameters.GetValueOrDefault("after"), clock.GetUtcNow(), options.CursorLifetime);
        var isEmptied = options.EmptyPageEvery > 0 && cursor.Pages % options.EmptyPageEvery == options.EmptyPageEvery - 1;
        var page = isEmptied ? [] : rows.Skip(cursor.Rows).Take(limit).ToList();
        var after = new Cursor(cursor.Rows + page.Count, cursor.Pages + 1, clock.GetUtcNow().ToUnixTimeSeconds());
        var json = new JsonObject { ["data"] = new JsonArray([.. page.Select(write)]) };
        if (rows.Count > 0)
        {
            var paging = new JsonObject { ["cursors"] = new JsonObject { ["before"] = cursor.ToString(), ["after"] = after.ToString() } };
            if (after.Rows < rows.Count)
            {
                paging["next"] = NextUrl(call, path, after);
            }

            json["paging"] = paging;
        }

        return new GraphAnswer(json);
    }

    /// <summary>The token is in it and the proof is not: who follows it as it is leaks the one and is refused for the other.</summary>
    private static string NextUrl(GraphCall call, string path, Cursor after)
    {
        var query = call.Parameters.Where(pair => pair.Key is not ("after" or "appsecret_proof" or "access_token"))
            .Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")
            .Append($"access_token={call.Token}")
            .Append($"after={Uri.EscapeDataString(after.ToString())}");
        return $"{call.BaseUrl}/{call.Version}/{path}?{string.Join('&', query)}";
    }
}
