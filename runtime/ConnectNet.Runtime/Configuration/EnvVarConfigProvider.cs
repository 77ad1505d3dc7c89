using System.Collections;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Looks up environment variables as they were when the worker started: <c>${env:ADS_TOKEN}</c>.</summary>
[ConnectName("org.apache.kafka.common.config.provider.EnvVarConfigProvider", "4.3.1")]
internal sealed class EnvVarConfigProvider : ConfigProvider
{
    private const string AllowListKey = "allowlist.pattern";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var pattern = config.GetValueOrDefault(AllowListKey) ?? ".*";
        JavaRegex allowed;
        try
        {
            allowed = JavaRegex.Compile(pattern, AllowListKey);
        }
        catch (FormatException e)
        {
            throw new ConfigException(AllowListKey, pattern, "Pattern is not a valid regular expression: " + e.Message);
        }

        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (allowed.Matches((string)variable.Key))
            {
                _variables[(string)variable.Key] = (string?)variable.Value ?? "";
            }
        }
    }

    public override ConfigData Get(string path, IReadOnlySet<string> keys)
    {
        if (path.Length > 0)
        {
            throw new ConfigException($"Path is not supported for EnvVarConfigProvider, invalid value '{path}'");
        }

        return new ConfigData(_variables.Where(v => keys.Contains(v.Key)).ToDictionary(StringComparer.Ordinal));
    }
}
