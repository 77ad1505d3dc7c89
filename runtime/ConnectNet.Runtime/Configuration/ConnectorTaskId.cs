namespace ConnectNet.Runtime.Configuration;

/// <summary>Identifies a task of a connector.</summary>
/// <param name="Connector">Connector name.</param>
/// <param name="Task">Task number, from 0.</param>
internal sealed record ConnectorTaskId(string Connector, int Task) : IComparable<ConnectorTaskId>
{
    public int CompareTo(ConnectorTaskId? other)
    {
        var byName = string.CompareOrdinal(Connector, other?.Connector);
        return byName != 0 ? byName : Task.CompareTo(other?.Task ?? -1);
    }

    /// <summary>Kafka's text, <c>connector-0</c>.</summary>
    public override string ToString() => Connector + "-" + Task.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
