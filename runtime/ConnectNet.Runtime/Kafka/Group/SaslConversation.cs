namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The client's side of one SASL exchange. Used by one thread.</summary>
internal abstract class SaslConversation : IDisposable
{
    /// <summary>The next token for the broker, given its last one (empty at first); null when the exchange is complete.</summary>
    public abstract byte[]? Next(byte[] challenge);

    public virtual void Dispose()
    {
    }
}
