namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The sub-protocols of the <c>connect</c> group; the numbers are the versions of their layouts.</summary>
internal enum ConnectProtocolMode
{
    Eager = 0,
    Compatible = 1,
    Sessioned = 2,
}
