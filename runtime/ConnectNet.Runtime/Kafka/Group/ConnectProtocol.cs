using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// The bytes of the Connect group protocol: what members say of themselves and what the leader assigns, in the layouts 0 (eager) and 1
/// and 2 (incremental). Fields that an older or newer worker leaves out at the end are taken as absent. Pure functions.
/// </summary>
internal static class ConnectProtocol
{
    private const int ConnectorItself = -1;

    public static string Name(ConnectProtocolMode mode) => mode switch
    {
        ConnectProtocolMode.Sessioned => "sessioned",
        ConnectProtocolMode.Compatible => "compatible",
        _ => "default",
    };

    public static ConnectProtocolMode Parse(string? name) => name switch
    {
        "sessioned" => ConnectProtocolMode.Sessioned,
        "compatible" => ConnectProtocolMode.Compatible,
        "default" => ConnectProtocolMode.Eager,
        _ => throw new ArgumentException("Unknown Connect protocol: " + name, nameof(name)),
    };

    /// <summary>The protocols to offer, most wanted first, each with this worker's state.</summary>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> Offers(ConnectProtocolMode preferred, WorkerState state)
    {
        var offers = new List<KeyValuePair<string, byte[]>>();
        for (var mode = preferred; mode >= ConnectProtocolMode.Eager; mode--)
        {
            offers.Add(new(Name(mode), WriteState(mode, state)));
        }

        return offers;
    }

    public static byte[] WriteState(ConnectProtocolMode mode, WorkerState state)
    {
        var writer = new WireWriter();
        writer.Int16((short)mode);
        writer.String(state.Url);
        writer.Int64(state.Offset);
        if (mode != ConnectProtocolMode.Eager)
        {
            // Java leaves out an assignment that was never given or was taken back whole.
            var allocation = state.Assignment is { } assignment && !ReferenceEquals(assignment, ConnectAssignment.Empty)
                ? WriteAssignment(assignment with { Version = (short)mode })
                : null;
            writer.Bytes(allocation);
        }

        return writer.ToArray();
    }

    public static WorkerState ReadState(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var version = ReadVersion(reader);
        var url = reader.String();
        var offset = reader.Int64();
        var allocation = version > 0 && reader.Remaining > 0 ? reader.NullableBytes() : null;
        return new WorkerState(url, offset, allocation is null ? null : ReadAssignment(allocation));
    }

    public static byte[] WriteAssignment(ConnectAssignment assignment)
    {
        var writer = new WireWriter();
        writer.Int16(assignment.Version);
        writer.Int16(assignment.Error);
        writer.String(assignment.Leader);
        writer.String(assignment.LeaderUrl);
        writer.Int64(assignment.Offset);
        WriteWork(writer, assignment.Connectors, assignment.Tasks);
        if (assignment.Version > 0)
        {
            WriteWork(writer, assignment.RevokedConnectors, assignment.RevokedTasks);
            writer.Int32(assignment.Delay);
        }

        return writer.ToArray();
    }

    public static ConnectAssignment ReadAssignment(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var version = ReadVersion(reader);
        var error = reader.Int16();
        var leader = reader.NullableString();
        var url = reader.NullableString();
        var offset = reader.Int64();
        var (connectors, tasks) = ReadWork(reader);
        if (version == 0)
        {
            return new ConnectAssignment(version, error, leader, url, offset) { Connectors = connectors, Tasks = tasks };
        }

        var (revokedConnectors, revokedTasks) = ReadWork(reader);
        return new ConnectAssignment(version, error, leader, url, offset)
        {
            Connectors = connectors,
            Tasks = tasks,
            RevokedConnectors = revokedConnectors,
            RevokedTasks = revokedTasks,
            Delay = reader.Remaining >= 4 ? reader.Int32() : 0,
        };
    }

    private static short ReadVersion(WireReader reader)
    {
        var version = reader.Int16();
        return version >= 0 ? version : throw new InvalidDataException("Unsupported subscription version: " + version);
    }

    private static void WriteWork(WireWriter writer, IReadOnlyList<string> connectors, IReadOnlyList<ConnectorTaskId> tasks)
    {
        var byConnector = new List<(string Connector, List<int> Tasks)>();
        var places = new Dictionary<string, int>();
        List<int> Of(string connector)
        {
            if (!places.TryGetValue(connector, out var place))
            {
                places[connector] = place = byConnector.Count;
                byConnector.Add((connector, []));
            }

            return byConnector[place].Tasks;
        }

        foreach (var connector in connectors)
        {
            var numbers = Of(connector);
            if (!numbers.Contains(ConnectorItself))
            {
                numbers.Add(ConnectorItself);
            }
        }

        foreach (var task in tasks)
        {
            Of(task.Connector).Add(task.Task);
        }

        writer.Array(byConnector.Count);
        foreach (var (connector, numbers) in byConnector)
        {
            writer.String(connector);
            writer.Array(numbers.Count);
            foreach (var number in numbers)
            {
                writer.Int32(number);
            }
        }
    }

    private static (IReadOnlyList<string> Connectors, IReadOnlyList<ConnectorTaskId> Tasks) ReadWork(WireReader reader)
    {
        if (reader.Remaining == 0)
        {
            return ([], []);
        }

        var connectors = new List<string>();
        var tasks = new List<ConnectorTaskId>();
        for (var count = reader.Array(); count > 0; count--)
        {
            var connector = reader.String();
            for (var numbers = reader.Array(); numbers > 0; numbers--)
            {
                var number = reader.Int32();
                if (number == ConnectorItself)
                {
                    connectors.Add(connector);
                }
                else
                {
                    tasks.Add(new ConnectorTaskId(connector, number));
                }
            }
        }

        return (connectors, tasks);
    }
}
