using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Checks the keys that list addresses of the REST server.</summary>
/// <param name="required">Whether there must be at least one.</param>
internal sealed class ListenersValidator(bool required) : ConfigValidator
{
    private static readonly ConfigValidator NoDuplicates = UniqueList(allowEmpty: true);

    public override void EnsureValid(string name, object? value)
    {
        NoDuplicates.EnsureValid(name, value);
        var listeners = (IReadOnlyList<string>?)value ?? [];
        if (required && listeners.Count == 0)
        {
            throw new ConfigException($"Configuration '{name}' must not be empty. Valid values include: any non-empty value");
        }

        foreach (var listener in listeners)
        {
            var parsed = RestListener.TryParse(listener) ?? throw new ConfigException(name, value, "Listener doesn't have the right format (protocol://hostname:port).");
            if (parsed.Protocol is not ("http" or "https"))
            {
                throw new ConfigException(name, value, "Listener protocol must be either \"http\" or \"https\".");
            }
        }
    }
}
