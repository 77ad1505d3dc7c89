namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>What a member tells the leader when it joins.</summary>
/// <param name="Url">Its advertised REST URL, with a slash at the end.</param>
/// <param name="Offset">Its config offset.</param>
/// <param name="Assignment">What it runs now, or null; never sent by the eager protocol.</param>
internal sealed record WorkerState(string Url, long Offset, ConnectAssignment? Assignment = null);
