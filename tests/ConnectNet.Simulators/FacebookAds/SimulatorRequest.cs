namespace ConnectNet.Simulators.FacebookAds;

/// <summary>A call the simulator answered: for assertions and for people who watch.</summary>
internal sealed record SimulatorRequest(
    DateTimeOffset At, string Method, string Endpoint, string? Account, IReadOnlyDictionary<string, string> Parameters, int Status, int? ErrorCode);
