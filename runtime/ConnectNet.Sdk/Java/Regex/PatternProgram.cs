namespace ConnectNet.Sdk.Java;

/// <summary>What an instruction does.</summary>
internal enum Opcode
{
    /// <summary>The pattern's end.</summary>
    Accept,

    /// <summary>The UTF-16 unit A.</summary>
    Unit,

    /// <summary>A code point of a set.</summary>
    Set,

    /// <summary>A text, unit by unit.</summary>
    Text,

    /// <summary>Code points, folded as A says.</summary>
    FoldedText,

    /// <summary>What group A matched, folded as B says.</summary>
    BackReference,

    /// <summary>Goes on here, and at A if that fails.</summary>
    Split,

    /// <summary>Goes on at A, and here if that fails.</summary>
    SplitLater,

    Jump,

    /// <summary>Keeps the place in slot A.</summary>
    GroupOpen,

    /// <summary>Group B has matched, from the place in slot A on.</summary>
    GroupClose,

    /// <summary>A set, some number of times.</summary>
    SetRepeat,

    // A group whose repetitions each can match in several ways: begin, and end of one.
    LoopBegin,
    LoopNext,

    // Anything that matches in one way, some number of times: begin, before and behind each, after the last.
    RepeatBegin,
    RepeatTry,
    RepeatNext,
    RepeatEnd,

    AtomicBegin,
    AtomicEnd,
    LookaheadBegin,
    LookaheadEnd,
    NotLookaheadBegin,
    NotLookaheadEnd,
    LookbehindBegin,
    LookbehindEnd,

    /// <summary><c>\A</c>, <c>^</c></summary>
    Begin,

    /// <summary><c>\z</c></summary>
    End,

    /// <summary><c>^</c> with <c>(?m)</c>.</summary>
    LineBegin,

    /// <summary><c>$</c> with <c>(?m)</c>.</summary>
    LineEnd,

    /// <summary><c>$</c>, <c>\Z</c></summary>
    LastLineEnd,

    // The same with (?d).
    UnixLineBegin,
    UnixLineEnd,
    UnixLastLineEnd,

    /// <summary><c>\G</c></summary>
    LastMatchEnd,

    WordBorder,
    NotWordBorder,
    UnicodeWordBorder,
    NotUnicodeWordBorder,

    /// <summary><c>\b{g}</c></summary>
    GraphemeBorder,

    /// <summary><c>\X</c></summary>
    Grapheme,

    /// <summary><c>\R</c></summary>
    Linebreak,
}

/// <summary>One step of a program; which of the fields count, the opcode says.</summary>
internal readonly record struct Instruction(Opcode Op, int A = 0, int B = 0)
{
    public CharSet? Set { get; init; }

    public string? Text { get; init; }

    public int[]? CodePoints { get; init; }

    public Repetition? Repetition { get; init; }
}

/// <summary>What the instructions of one quantifier, or of one lookbehind, share.</summary>
internal sealed class Repetition
{
    public const int NoMemory = -1;

    public required int Least { get; init; }

    public required int Most { get; init; }

    public RepeatKind Kind { get; init; }

    /// <summary>The group set at each repetition; 0 for none.</summary>
    public int Group { get; init; }

    /// <summary>The first of the slots it uses.</summary>
    public int Slot { get; init; }

    /// <summary>The slot of the place where a repetition of a loop began.</summary>
    public int Begin { get; init; }

    /// <summary>Which memory of places a loop has failed at; <see cref="NoMemory"/> for none.</summary>
    public int Memory { get; init; } = NoMemory;

    /// <summary>For a lookbehind: for <c>(?&lt;!…)</c>.</summary>
    public bool Negative { get; init; }

    /// <summary>For a lookbehind: whether lengths are counted in code points.</summary>
    public bool InCodePoints { get; init; }

    /// <summary>Where one repetition begins.</summary>
    public int Body { get; set; }

    /// <summary>Where it goes on after the last.</summary>
    public int Exit { get; set; }
}

/// <summary>A pattern as instructions. Immutable once built.</summary>
/// <param name="Code">Begins at 0.</param>
/// <param name="Groups">Number of capturing groups, without the whole match.</param>
/// <param name="Slots">Number of integers a match keeps beside the groups.</param>
/// <param name="Memories">Number of memories of loops.</param>
/// <param name="ByCodePoint">Whether it is looked for at each code point; else at each UTF-16 unit.</param>
internal sealed record PatternProgram(Instruction[] Code, int Groups, int Slots, int Memories, bool ByCodePoint);
