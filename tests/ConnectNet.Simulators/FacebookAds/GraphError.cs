using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>An answer of the Graph API that is an error; thrown where a request is judged and turned into the body in one place.</summary>
internal sealed class GraphError(int status, int code, int? subcode, string message, bool transient = false) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    public int? Subcode { get; } = subcode;

    public string Body => new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["message"] = Message,
            ["type"] = Code == 100 && Subcode == 33 ? "GraphMethodException" : "OAuthException",
            ["code"] = Code,
            ["error_subcode"] = Subcode,
            ["is_transient"] = transient,
            ["fbtrace_id"] = "Asimulated0001",
        },
    }.ToJsonString();

    public static GraphError BadParameter(string message) => new(400, 100, null, $"(#100) {message}");

    public static GraphError NoSuchObject(string id) => new(400, 100, 33,
        $"Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this "
        + "operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api");

    public static GraphError TooMuchData() => new(500, 1, null,
        "Please reduce the amount of data you're asking for, then retry your request");

    /// <summary>The message that goes with a code when a test asks for the code alone.</summary>
    public static GraphError Of(int code, int? subcode = null, int? status = null, string? message = null) => new(
        status ?? (code is 1 or 2 ? 500 : 400), code, subcode, message ?? MessageOf(code), code is 1 or 2);

    private static string MessageOf(int code) => code switch
    {
        1 => "An unknown error occurred",
        2 => "Service temporarily unavailable",
        4 => "(#4) Application request limit reached",
        10 => "(#10) Application does not have permission for this action",
        17 => "(#17) User request limit reached",
        190 => "Error validating access token: Session has expired on Friday, 20-Nov-26 10:00:00 PST.",
        200 => "(#200) Ad account owner has NOT grant ads_management or ads_read permission",
        2601 => "Error accessing adreport job.",
        2635 => "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v26.0.",
        3018 => "(#3018) The start date of the time range cannot be beyond 37 months from the current date",
        80000 => "(#80000) There have been too many calls from this ad-account. Wait a bit and try again. For more info, please refer to "
            + "https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
        _ => $"(#{code}) Error",
    };
}
