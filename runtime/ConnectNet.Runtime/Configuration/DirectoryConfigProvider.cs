using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// Looks up files of a directory, whose whole content is the value, a trailing line end included: <c>${directory:/run/secrets:token}</c>.
/// </summary>
[ConnectName("org.apache.kafka.common.config.provider.DirectoryConfigProvider", "4.3.1")]
internal sealed class DirectoryConfigProvider : ConfigProvider
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

        if (!Directory.Exists(path))
        {
            throw new ConfigException($"Could not list directory {path}");
        }

        foreach (var key in keys)
        {
            // A key is a file directly inside; one that names another place is not known.
            var file = Path.Combine(path, key);
            if (Path.GetFileName(file) == key && File.Exists(file))
            {
                data[key] = Read(file, key);
            }
        }

        return new ConfigData(data, _timeToLive);
    }

    private static string Read(string file, string key)
    {
        try
        {
            return TextFile.ReadUtf8(file);
        }
        catch (TextEncodingException e)
        {
            throw new ConfigException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"Could not read file {file} for property {key}", e);
        }
    }
}
