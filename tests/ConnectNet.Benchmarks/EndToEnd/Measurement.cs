namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>One run of a leg by one contender.</summary>
internal sealed record Measurement(string Contender, string Leg, long Records, double CpuSeconds, double Seconds)
{
    public double RecordsPerCpuSecond => Records / CpuSeconds;
}

/// <summary>What a worker takes before it does anything, and the most memory it ever held.</summary>
internal sealed record Footprint(string Contender, double SecondsToReady, double IdleMegabytes, double PeakMegabytes);
