namespace ConnectNet.Sdk.Java;

/// <summary>What <c>(?imsduxU)</c> switches in a pattern, as Java's Pattern names it.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,

    /// <summary><c>i</c>: ASCII letters match in either case.</summary>
    CaseInsensitive = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> stand at every line.</summary>
    Multiline = 2,

    /// <summary><c>s</c>: the dot means line terminators too.</summary>
    DotAll = 4,

    /// <summary><c>d</c>: only a line feed ends a line.</summary>
    UnixLines = 8,

    /// <summary><c>u</c>: <c>i</c> goes for every letter of Unicode.</summary>
    UnicodeCase = 16,

    /// <summary><c>c</c>: canonical equivalence, which Java takes without documenting it here; without effect.</summary>
    CanonicalEquivalence = 128,

    /// <summary><c>x</c>: white space and comments do not count.</summary>
    Comments = 32,

    /// <summary><c>U</c>: the short and POSIX classes are those of Unicode.</summary>
    UnicodeClasses = 64,
}
