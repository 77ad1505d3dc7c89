using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Looks up keys of a properties file, encoded in UTF-8: <c>${file:/run/secrets/ads.properties:token}</c>.</summary>
[ConnectName("org.apache.kafka.common.config.provider.FileConfigProvider", "4.3.1")]
internal sealed class FileConfigProvider : ConfigProvider
{
    private AllowedPaths? _allowed;
    private TimeSpan? _timeToLive;

    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        _allowed = AllowedPaths.From(config);
        _timeToLive = TimeToLive.From(config);
    }

    public override ConfigData Get(string path, IReadOnlySet<string> keys)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        if (path.Length == 0 || _allowed is { } allowed && !allowed.Allows(path))
        {
            return new ConfigData(data);
        }

        string text;
        try
        {
            text = TextFile.ReadUtf8(path);
        }
        catch (TextEncodingException e)
        {
            throw new ConfigException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"Could not read properties from file {path}", e);
        }

        var properties = JavaProperties.Parse(text);
        foreach (var key in keys)
        {
            if (properties.TryGetValue(key, out var value) && value is not null)
            {
                data[key] = value;
            }
        }

        return new ConfigData(data, _timeToLive);
    }
}
