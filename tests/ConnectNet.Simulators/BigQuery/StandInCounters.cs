namespace ConnectNet.Simulators.BigQuery;

/// <summary>What clients did, for tests to look at. Thread-safe.</summary>
internal sealed class StandInCounters
{
    private int appends;
    private int connections;
    private int rest;
    private int largest;

    /// <summary>Append requests, refused ones included.</summary>
    public int Appends => appends;

    /// <summary>AppendRows connections that passed the header checks.</summary>
    public int Connections => connections;

    public int RestRequests => rest;

    /// <summary>Bytes of the largest append request.</summary>
    public int LargestAppend => largest;

    public void CountRest() => Interlocked.Increment(ref rest);

    public void CountConnection() => Interlocked.Increment(ref connections);

    public void CountAppend(int size)
    {
        Interlocked.Increment(ref appends);
        InterlockedMax(size);
    }

    private void InterlockedMax(int size)
    {
        int seen;
        while (size > (seen = largest) && Interlocked.CompareExchange(ref largest, size, seen) != seen)
        {
        }
    }
}
