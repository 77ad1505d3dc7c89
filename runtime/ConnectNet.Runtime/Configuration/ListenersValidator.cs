using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Checks the keys that list addresses of the REST server.</summary>
/// <param name="required">Whether there must be at least one.</param>
internal sealed class ListenersValidator(bool required) : ConfigValidator
{
    public override void EnsureValid(string name, object? value)
    {
        var listeners = (IReadOnlyList<string>?)value ?? [];
        if (required && listeners.Count == 0)
        {
            throw new ConfigException($"Invalid value for {name}, at least one URL is expected, ex: http://localhost:8080,https://localhost:8443.");
        }

        if (required && listeners.Contains(""))
        {
            throw new ConfigException($"Empty URL found when parsing {name} list.");
        }

        foreach (var listener in listeners.Where(listener => listener.Length > 0))
        {
            var parsed = RestListener.TryParse(listener) ?? throw new ConfigException(name, listener, "Listener doesn't have the right format (protocol://hostname:port).");
            if (parsed.Protocol is not ("http" or "https"))
            {
                throw new ConfigException(name, listener, "Listener protocol must be either \"http\" or \"https\".");
            }
        }
    }
}
