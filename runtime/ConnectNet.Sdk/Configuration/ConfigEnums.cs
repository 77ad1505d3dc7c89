namespace ConnectNet.Sdk.Configuration;

/// <summary>The type of a configuration value.</summary>
public enum ConfigType
{
    /// <summary><see cref="bool"/>; <c>true</c> or <c>false</c> in any case.</summary>
    Boolean,

    /// <summary><see cref="string"/>, trimmed.</summary>
    String,

    /// <summary><see cref="int"/>.</summary>
    Int,

    /// <summary><see cref="short"/>.</summary>
    Short,

    /// <summary><see cref="long"/>.</summary>
    Long,

    /// <summary><see cref="double"/>.</summary>
    Double,

    /// <summary>List of strings, separated by commas.</summary>
    List,

    /// <summary>A class, by name or alias; parsed to <see cref="System.Type"/>.</summary>
    Class,

    /// <summary><see cref="Configuration.Password"/>, never shown.</summary>
    Password,
}

/// <summary>How important a key is to operators.</summary>
public enum Importance
{
    /// <summary>Has to be set or looked at.</summary>
    High,

    /// <summary>Often looked at.</summary>
    Medium,

    /// <summary>Seldom touched.</summary>
    Low,
}

/// <summary>How much room a form should give a value.</summary>
public enum ConfigWidth
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>A few characters.</summary>
    Short,

    /// <summary>A name.</summary>
    Medium,

    /// <summary>A list or path.</summary>
    Long,
}
