namespace ConnectNet.Runtime.Configuration;

/// <summary>A task of a connector. Shown as <c>connector-0</c>; ordered by connector, then number.</summary>
internal sealed record ConnectorTaskId(string Connector, int Task) : IComparable<ConnectorTaskId>
{
    public int CompareTo(ConnectorTaskId? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byName = string.CompareOrdinal(Connector, other.Connector);
        return byName != 0 ? byName : Task.CompareTo(other.Task);
    }

    public override string ToString() => Connector + "-" + Task;
}
