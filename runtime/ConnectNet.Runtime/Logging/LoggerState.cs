namespace ConnectNet.Runtime.Logging;

/// <summary>The level in force for one logger. Loggers read it on every call; only <see cref="LoggerLevels"/> changes it.</summary>
/// <param name="name">Name of the logger.</param>
/// <param name="level">Level it starts with.</param>
/// <param name="configured">Whether the level is its own; otherwise it was inherited.</param>
internal sealed class LoggerState(string name, JavaLevel level, bool configured)
{
    private volatile JavaLevel _level = level;

    public string Name { get; } = name;

    public JavaLevel Level
    {
        get => _level;
        set => _level = value;
    }

    public bool Configured { get; set; } = configured;

    /// <summary>When the level last changed over REST, in milliseconds since 1970; null if never.</summary>
    public long? LastModified { get; set; }

    /// <summary>Whether lines of this level are written.</summary>
    public bool Accepts(JavaLevel level) => level != JavaLevel.Off && level <= _level;
}
