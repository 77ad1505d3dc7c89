namespace ConnectNet.Runtime.Kafka;

/// <summary>What becomes of one property of Java's clients. Immutable.</summary>
/// <param name="Clients">The clients that know it.</param>
/// <param name="Name">Java's name.</param>
/// <param name="Use">Who does what it asks for.</param>
/// <param name="Native">librdkafka's name for the same thing, or the names that it becomes; null for none.</param>
/// <param name="Note">What the operator should know of it; empty where it is taken as it is.</param>
/// <param name="Value">Java's value in librdkafka's notation, null to leave the key out; null takes it as it is.</param>
internal sealed record ClientKey(
    ClientKind Clients, string Name, ClientKeyUse Use, string? Native = null, string Note = "", Func<string, string?>? Value = null);

/// <summary>Who does what a property asks for.</summary>
internal enum ClientKeyUse
{
    /// <summary>librdkafka, under its own name.</summary>
    Translated,

    /// <summary>librdkafka, together with other properties: <see cref="ClientSecurity"/> or the end of a translation composes them.</summary>
    Composed,

    /// <summary>The worker itself, or nothing of it can be seen.</summary>
    Own,

    /// <summary>Nobody: named once in the log where it is set.</summary>
    Unmatched,

    /// <summary>Nobody, and without it a client would authenticate otherwise than it was told to: refused where it is set.</summary>
    Refused,
}
