using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Checks connector names: not empty, no control characters. A missing name is reported as missing.</summary>
internal static class ConnectorNameValidator
{
    public static ConfigValidator Instance { get; } = ConfigValidator.From(value =>
    {
        if (value is not string name)
        {
            return null;
        }

        if (name.Length == 0)
        {
            return "String may not be empty";
        }

        var controls = name.Where(char.IsControl).ToArray();
        return controls.Length == 0
            ? null
            : "String may not contain control sequences but had the following ASCII chars: " + string.Join(", ", controls.Select(c => (int)c));
    });
}
