using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>A call as parsed from HTTP. Account and endpoint are noted while it is judged, for the log and the headers.</summary>
internal sealed record GraphCall(
    string Method, string BaseUrl, string Version, string Path, string? Token, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Account { get; set; }

    public string Endpoint { get; set; } = "none";
}

internal sealed record GraphAnswer(JsonObject Body);

/// <summary>A planned fault below the level of JSON.</summary>
internal sealed class BrokenTransport(FaultKind kind) : Exception("planned")
{
    public FaultKind Kind { get; } = kind;
}
