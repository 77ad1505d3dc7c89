using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// The state of an asynchronous report run. Done is completed and at 100 percent: each alone has been seen without a result.
/// </summary>
internal sealed record JobStatus(string Text, int Percent, int ErrorCode, int ErrorSubcode, string ErrorMessage)
{
    public bool IsDone => Text == "Job Completed" && Percent == 100;

    public bool HasFailed => Text is "Job Failed" or "Job Skipped";

    /// <summary>What a failed run asks for. Runs of older versions give no reason.</summary>
    public FailureClass FailureClass => GraphErrors.ClassOf(ErrorCode, ErrorSubcode, ErrorMessage) ?? FailureClass.RestartSlice;

    public static string? ReadRunId(ApiResponse response)
    {
        using var json = response.Json();
        return json is { RootElement.ValueKind: JsonValueKind.Object }
            && json.RootElement.TryGetProperty("report_run_id", out var id) ? id.ToString() : null;
    }

    public static JobStatus? Read(ApiResponse response)
    {
        using var json = response.Json();
        if (json is not { RootElement.ValueKind: JsonValueKind.Object } || !json.RootElement.TryGetProperty("async_status", out var status))
        {
            return null;
        }

        return new JobStatus(status.ToString(), Number(json, "async_percent_completion"), Number(json, "error_code"), Number(json, "error_subcode"),
            json.RootElement.TryGetProperty("error_message", out var message) ? message.ToString() : "");
    }

    private static int Number(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
