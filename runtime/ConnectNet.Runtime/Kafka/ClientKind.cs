namespace ConnectNet.Runtime.Kafka;

/// <summary>Which client a property set is for; a property may serve several.</summary>
[Flags]
internal enum ClientKind
{
    Producer = 1,
    Consumer = 2,
    Admin = 4,
}
