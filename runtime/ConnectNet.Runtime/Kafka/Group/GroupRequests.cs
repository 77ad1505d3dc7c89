namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// The bodies of the requests a group member sends, and what it reads of the answers, for every version from the oldest to the newest
/// one known. Pure functions.
/// </summary>
internal static class GroupRequests
{
    public const string ProtocolType = "connect";

    /// <summary>Newest version known and first flexible version of a request.</summary>
    public static (short Newest, short Flexible) Versions(ApiKey key) => key switch
    {
        ApiKey.Metadata => (12, 9),
        ApiKey.FindCoordinator => (4, 3),
        ApiKey.JoinGroup => (9, 6),
        ApiKey.SyncGroup => (5, 4),
        ApiKey.Heartbeat => (4, 4),
        ApiKey.LeaveGroup => (5, 4),
        ApiKey.InitProducerId => (4, 2),
        ApiKey.ApiVersions => (3, 3),
        ApiKey.SaslHandshake => (1, short.MaxValue),
        ApiKey.SaslAuthenticate => (2, 2),
        _ => (0, short.MaxValue),
    };

    public static bool IsFlexible(ApiKey key, short version) => version >= Versions(key).Flexible;

    public static void FindCoordinator(WireWriter body, short version, string key, sbyte keyType)
    {
        if (version < 4)
        {
            body.String(key);
        }

        if (version >= 1)
        {
            body.Int8(keyType);
        }

        if (version >= 4)
        {
            body.Array(1);
            body.String(key);
        }

        body.Tags();
    }

    public static (BrokerError Error, BrokerEndpoint Coordinator) ReadCoordinator(WireReader body, short version)
    {
        if (version >= 1)
        {
            body.Int32();
        }

        if (version < 4)
        {
            var error = (BrokerError)body.Int16();
            if (version >= 1)
            {
                body.NullableString();
            }

            return (error, ReadBroker(body));
        }

        if (body.Array() < 1)
        {
            return (BrokerError.CoordinatorNotAvailable, new BrokerEndpoint("", 0));
        }

        body.String();
        var endpoint = ReadBroker(body);
        return ((BrokerError)body.Int16(), endpoint);
    }

    public static void Join(
        WireWriter body, short version, GroupMemberSettings settings, string memberId, IReadOnlyList<KeyValuePair<string, byte[]>> protocols,
        string reason)
    {
        body.String(settings.GroupId);
        body.Int32((int)settings.SessionTimeout.TotalMilliseconds);
        if (version >= 1)
        {
            body.Int32((int)settings.RebalanceTimeout.TotalMilliseconds);
        }

        body.String(memberId);
        if (version >= 5)
        {
            body.String(null);
        }

        body.String(ProtocolType);
        body.Array(protocols.Count);
        foreach (var (name, metadata) in protocols)
        {
            body.String(name);
            body.Bytes(metadata);
            body.Tags();
        }

        if (version >= 8)
        {
            body.String(reason.Length > 255 ? reason[..255] : reason);
        }

        body.Tags();
    }

    public static JoinAnswer ReadJoin(WireReader body, short version)
    {
        if (version >= 2)
        {
            body.Int32();
        }

        var error = (BrokerError)body.Int16();
        var generation = body.Int32();
        if (version >= 7)
        {
            body.NullableString();
        }

        var protocol = body.NullableString();
        var leader = body.String();
        if (version >= 9)
        {
            body.Bool();
        }

        var memberId = body.String();
        var members = new Dictionary<string, byte[]>();
        for (var count = body.Array(); count > 0; count--)
        {
            var id = body.String();
            if (version >= 5)
            {
                body.NullableString();
            }

            members[id] = body.Bytes();
            body.Tags();
        }

        return new JoinAnswer(error, generation, protocol, leader, memberId, members);
    }

    public static void Sync(
        WireWriter body, short version, string groupId, GroupGeneration generation, IReadOnlyDictionary<string, byte[]> assignments)
    {
        body.String(groupId);
        body.Int32(generation.Id);
        body.String(generation.MemberId);
        if (version >= 3)
        {
            body.String(null);
        }

        if (version >= 5)
        {
            body.String(ProtocolType);
            body.String(generation.Protocol);
        }

        body.Array(assignments.Count);
        foreach (var (member, assignment) in assignments)
        {
            body.String(member);
            body.Bytes(assignment);
            body.Tags();
        }

        body.Tags();
    }

    public static (BrokerError Error, byte[] Assignment) ReadSync(WireReader body, short version)
    {
        if (version >= 1)
        {
            body.Int32();
        }

        var error = (BrokerError)body.Int16();
        if (version >= 5)
        {
            body.NullableString();
            body.NullableString();
        }

        return (error, body.Bytes());
    }

    public static void Heartbeat(WireWriter body, short version, string groupId, GroupGeneration generation)
    {
        body.String(groupId);
        body.Int32(generation.Id);
        body.String(generation.MemberId);
        if (version >= 3)
        {
            body.String(null);
        }

        body.Tags();
    }

    /// <summary>The error of an answer that holds nothing else of interest.</summary>
    public static BrokerError ReadError(WireReader body, short version)
    {
        if (version >= 1)
        {
            body.Int32();
        }

        return (BrokerError)body.Int16();
    }

    public static void Leave(WireWriter body, short version, string groupId, string memberId, string reason)
    {
        body.String(groupId);
        if (version < 3)
        {
            body.String(memberId);
        }
        else
        {
            body.Array(1);
            body.String(memberId);
            body.String(null);
            if (version >= 5)
            {
                body.String(reason.Length > 255 ? reason[..255] : reason);
            }

            body.Tags();
        }

        body.Tags();
    }

    public static void InitProducerId(WireWriter body, short version, string transactionalId, int timeoutMs)
    {
        body.String(transactionalId);
        body.Int32(timeoutMs);
        if (version >= 3)
        {
            body.Int64(-1);
            body.Int16(-1);
        }

        body.Tags();
    }

    public static (BrokerError Error, long ProducerId, short Epoch) ReadProducerId(WireReader body)
    {
        body.Int32();
        return ((BrokerError)body.Int16(), body.Int64(), body.Int16());
    }

    /// <summary>Asks for brokers and cluster id; for no topic, because asking creates topics.</summary>
    public static void Metadata(WireWriter body, short version)
    {
        body.Array(0);
        if (version >= 4)
        {
            body.Bool(false);
        }

        if (version is >= 8 and <= 10)
        {
            body.Bool(false);
        }

        if (version >= 8)
        {
            body.Bool(false);
        }

        body.Tags();
    }

    public static (IReadOnlyList<BrokerEndpoint> Brokers, string? ClusterId) ReadMetadata(WireReader body, short version)
    {
        if (version >= 3)
        {
            body.Int32();
        }

        var brokers = new List<BrokerEndpoint>();
        for (var count = body.Array(); count > 0; count--)
        {
            brokers.Add(ReadBroker(body));
            if (version >= 1)
            {
                body.NullableString();
            }

            body.Tags();
        }

        return (brokers, version >= 2 ? body.NullableString() : null);
    }

    private static BrokerEndpoint ReadBroker(WireReader body)
    {
        var id = body.Int32();
        return new BrokerEndpoint(body.String(), body.Int32(), id);
    }
}
