namespace ConnectNet.Runtime.Cluster;

/// <summary>What the class of a connector is; unknown where this worker does not have it.</summary>
internal enum ConnectorType
{
    Source,
    Sink,
    Unknown,
}
