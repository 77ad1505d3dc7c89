using System.Globalization;
using System.Text.Json;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>The parameters of an insights request, checked as strictly as the API checks them: what it does not know it refuses.</summary>
internal sealed record InsightsQuery
{
    public required string Level { get; init; }

    public required IReadOnlyList<string> Fields { get; init; }

    public required IReadOnlyList<string> Breakdowns { get; init; }

    public required IReadOnlyList<string> Windows { get; init; }

    public required DateOnly Since { get; init; }

    public required DateOnly Until { get; init; }

    /// <summary>Days in a row; null is the whole range.</summary>
    public required int? Increment { get; init; }

    public required IReadOnlyList<RowFilter> Filters { get; init; }

    private static readonly string[] Levels = ["account", "campaign", "adset", "ad"];

    private static readonly HashSet<string> Parameters =
    [
        "level", "fields", "time_range", "time_increment", "breakdowns", "action_attribution_windows", "action_breakdowns", "filtering",
        "limit", "after", "access_token", "appsecret_proof", "use_unified_attribution_setting", "action_report_time", "default_summary", "sort",
    ];

    private static readonly HashSet<string> KnownWindows =
        ["1d_click", "7d_click", "28d_click", "1d_view", "7d_view", "28d_view", "1d_ev", "dda", "default", "skan_click", "skan_view", "incrementality"];

    public static InsightsQuery Parse(IReadOnlyDictionary<string, string> parameters, DateOnly today)
    {
        if (parameters.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
        {
            throw GraphError.BadParameter($"Unknown parameter {unknown}");
        }

        var level = parameters.GetValueOrDefault("level", "account");
        if (!Levels.Contains(level))
        {
            throw GraphError.BadParameter($"level must be one of the following values: {string.Join(", ", Levels)}");
        }

        var breakdowns = ReadList(parameters.GetValueOrDefault("breakdowns"), "breakdowns");
        if (breakdowns.FirstOrDefault(name => !FacebookAds.Breakdowns.IsKnown(name)) is { } badBreakdown)
        {
            throw GraphError.BadParameter($"breakdowns[0] must be one of the following values: age, gender, country, …; not {badBreakdown}");
        }

        if (!FacebookAds.Breakdowns.IsPermitted(breakdowns))
        {
            throw GraphError.BadParameter($"Current combination of data breakdown columns ({string.Join(", ", breakdowns)}) is invalid");
        }

        var windows = ReadList(parameters.GetValueOrDefault("action_attribution_windows"), "action_attribution_windows");
        if (windows.FirstOrDefault(window => !KnownWindows.Contains(window)) is { } badWindow)
        {
            throw GraphError.BadParameter($"action_attribution_windows: {badWindow} is not a valid value");
        }

        var (since, until) = ReadRange(parameters.GetValueOrDefault("time_range"), today);
        return new InsightsQuery
        {
            Level = level,
            Fields = ReadFields(parameters.GetValueOrDefault("fields"), level, breakdowns),
            Breakdowns = breakdowns,
            Windows = windows,
            Since = since,
            Until = until,
            Increment = ReadIncrement(parameters.GetValueOrDefault("time_increment", "all_days")),
            Filters = RowFilter.Parse(parameters.GetValueOrDefault("filtering")),
        };
    }

    private static string[] ReadFields(string? text, string level, string[] breakdowns)
    {
        var fields = text is null ? ["impressions", "spend"] : text.StartsWith('[') ? ReadList(text, "fields") : text.Split(',');
        foreach (var field in fields)
        {
            if (breakdowns.Contains(field) || FacebookAds.Breakdowns.IsKnown(field) || !InsightsFields.IsKnown(field))
            {
                throw GraphError.BadParameter($"Tried accessing nonexisting field ({field}) on node type (AdsInsights)");
            }

            if (!InsightsFields.IsAllowedAt(field, level))
            {
                throw GraphError.BadParameter($"{field} is not valid for fields param at level {level}");
            }
        }

        return fields;
    }

    private static string[] ReadList(string? json, string name)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize<string[]>(json)!;
        }
        catch (JsonException)
        {
            throw GraphError.BadParameter($"Param {name} must be an array.");
        }
    }

    private static (DateOnly Since, DateOnly Until) ReadRange(string? json, DateOnly today)
    {
        if (json is null)
        {
            return (today.AddDays(-30), today.AddDays(-1));
        }

        DateOnly since;
        DateOnly until;
        try
        {
            using var document = JsonDocument.Parse(json);
            since = Day(document.RootElement.GetProperty("since").GetString()!);
            until = Day(document.RootElement.GetProperty("until").GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw GraphError.BadParameter("Param time_range must be non-empty and of the form {'since':YYYY-MM-DD,'until':YYYY-MM-DD}");
        }

        if (until < since)
        {
            throw GraphError.BadParameter("Must specify a valid time range: since must be before until");
        }

        return since < today.AddMonths(-37) ? throw GraphError.Of(3018) : (since, until);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int? ReadIncrement(string text)
    {
        if (text == "all_days")
        {
            return null;
        }

        return int.TryParse(text, out var days) && days is >= 1 and <= 90
            ? days
            : throw GraphError.BadParameter("time_increment must be an integer between 1 and 90, or all_days");
    }
}
