using System.Security.Cryptography;
using System.Text;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>One stream of a source: the topic it goes to, and what tells whether it is still the one that was read before. Immutable.</summary>
internal abstract record Report(string Stream, string Topic)
{
    /// <summary>Whether rows have dates; else the stream is a list of things, read whole now and then.</summary>
    public virtual bool IsDated => true;

    /// <summary>For a stream without dates: whether the API can be asked for what has changed since a time.</summary>
    public virtual bool HasChanges => false;

    /// <summary>Changes when record keys change: all has to be read again then.</summary>
    public abstract string KeyHash { get; }

    /// <summary>Changes when values change but not keys.</summary>
    public abstract string FieldsHash { get; }

    protected static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
}
