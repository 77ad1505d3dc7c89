using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The directories that a config provider may read from, as its parameter <c>allowed.paths</c> lists them.</summary>
internal sealed class AllowedPaths
{
    public const string Key = "allowed.paths";

    private readonly string[]? _roots;

    private AllowedPaths(string[]? roots)
    {
        _roots = roots;
    }

    /// <summary>Reads the parameter; without it every path is allowed.</summary>
    /// <exception cref="ConfigException">A listed path is not absolute or does not exist.</exception>
    public static AllowedPaths From(IReadOnlyDictionary<string, string?> config)
    {
        if (!config.TryGetValue(Key, out var list) || string.IsNullOrEmpty(list))
        {
            return new AllowedPaths(null);
        }

        var roots = list.Split(',');
        foreach (var root in roots)
        {
            if (!Path.IsPathRooted(root))
            {
                throw new ConfigException($"Path {root} is not absolute");
            }

            if (!Directory.Exists(root))
            {
                throw new ConfigException($"Path {root} does not exist");
            }
        }

        return new AllowedPaths([.. roots.Select(r => Path.TrimEndingDirectorySeparator(Path.GetFullPath(r)))]);
    }

    /// <summary>Whether a path lies at or below an allowed directory, after <c>..</c> has been resolved.</summary>
    public bool Allows(string path)
    {
        if (_roots is null)
        {
            return true;
        }

        var full = Path.GetFullPath(path);
        return _roots.Any(root => full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }
}
