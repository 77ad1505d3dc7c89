namespace ConnectNet.Sdk.Configuration;

/// <summary>What a <see cref="ConfigProvider"/> found.</summary>
/// <param name="Data">Values by key; keys that it does not know are absent.</param>
/// <param name="TimeToLive">After what time the values should be looked up again; null for never.</param>
public sealed record ConfigData(IReadOnlyDictionary<string, string> Data, TimeSpan? TimeToLive = null);

/// <summary>Resolves references <c>${provider:path:key}</c> in configs. One instance serves a worker, from many threads.</summary>
public abstract class ConfigProvider : IDisposable
{
    /// <summary>Called once before use.</summary>
    /// <param name="config">The keys <c>config.providers.name.param.*</c>, without prefix.</param>
    /// <exception cref="Errors.ConfigException">A key is wrong.</exception>
    public abstract void Configure(IReadOnlyDictionary<string, string?> config);

    /// <summary>Looks up keys.</summary>
    /// <param name="path">Where to look, such as a file; empty where the reference has none.</param>
    /// <param name="keys">The keys wanted.</param>
    /// <exception cref="Errors.ConfigException">The place cannot be read.</exception>
    public abstract ConfigData Get(string path, IReadOnlySet<string> keys);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the provider holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
