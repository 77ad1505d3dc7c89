namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>One run of a scenario by one contender.</summary>
/// <param name="PeakMegabytes">The most memory held during the run.</param>
/// <param name="OutputBytes">Size of the file a sink wrote; 0 for a source.</param>
internal sealed record Measurement(
    string Contender, string Scenario, int Round, int Records, double CpuSeconds, double Seconds, double PeakMegabytes, long OutputBytes)
{
    public double RecordsPerCpuSecond => Records / CpuSeconds;

    public double RecordsPerSecond => Records / Seconds;
}

/// <summary>What a worker takes before it moves any data.</summary>
/// <param name="SecondsToReady">From the start of the process until REST answers.</param>
/// <param name="SecondsToRunning">From creating a connector until it and its task are RUNNING.</param>
internal sealed record Footprint(string Contender, int Round, double SecondsToReady, double SecondsToRunning, double IdleMegabytes);
