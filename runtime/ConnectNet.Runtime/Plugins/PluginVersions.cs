using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>What the keys <c>*.plugin.version</c> have in common.</summary>
internal static class PluginVersions
{
    /// <summary>Checks that the text is a version range.</summary>
    public static ConfigValidator Validator { get; } = new RangeValidator();

    /// <summary>The newest installed version of a class name or alias; null where there is none of that kind.</summary>
    public static string? Newest(PluginCatalog plugins, string? nameOrAlias, PluginKind? kind = null) =>
        nameOrAlias is not null && plugins.Named(nameOrAlias).LastOrDefault(p => p.Kind == (kind ?? p.Kind)) is { } newest ? newest.Version : null;

    private sealed class RangeValidator : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            try
            {
                VersionRange.Parse((string?)value);
            }
            catch (InvalidVersionRangeException e)
            {
                throw new ConfigException(e.Message, e);
            }
        }
    }

    /// <summary>Recommends the installed versions of the class that another key names.</summary>
    /// <param name="plugins">Installed plug-ins.</param>
    /// <param name="classKey">The key that names the class.</param>
    /// <param name="alwaysVisible">Whether the key makes sense without a class.</param>
    /// <param name="kind">What the class has to be, or null for anything.</param>
    internal sealed class Recommender(PluginCatalog plugins, string classKey, bool alwaysVisible = false, PluginKind? kind = null)
        : ConfigRecommender
    {
        public override IReadOnlyList<object> ValidValues(string name, IReadOnlyDictionary<string, object?> parsed) =>
            ClassIn(parsed) is { } className ? [.. plugins.Named(className).Where(p => p.Kind == (kind ?? p.Kind)).Select(p => p.VersionText).Distinct()] : [];

        public override bool Visible(string name, IReadOnlyDictionary<string, object?> parsed) => alwaysVisible || ClassIn(parsed) is not null;

        private string? ClassIn(IReadOnlyDictionary<string, object?> parsed) => parsed.GetValueOrDefault(classKey) switch
        {
            Type type => ConnectNames.Of(type),
            string text => text,
            _ => null,
        };
    }
}
