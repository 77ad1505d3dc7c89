namespace ConnectNet.Sdk.Java;

/// <summary>The syntax tree of a pattern.</summary>
internal abstract record PatternNode;

/// <summary>One code point of a set.</summary>
internal sealed record SetNode(CharSet Set) : PatternNode;

/// <summary>Several code points in a row.</summary>
/// <param name="CodePoints">Folded already where a case is ignored.</param>
/// <param name="Folding">How the text's code points are folded before they are compared.</param>
internal sealed record TextNode(int[] CodePoints, CaseFolding Folding) : PatternNode;

/// <summary>Something that takes no characters, or a cluster (<c>\R</c>, <c>\X</c>) whose length the text decides.</summary>
internal sealed record SymbolNode(Opcode Symbol) : PatternNode;

/// <summary>What a group matched before.</summary>
internal sealed record BackReferenceNode(int Group, CaseFolding Folding) : PatternNode;

/// <summary>One after the other.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode;

/// <summary>The first alternative that leads to a match.</summary>
internal sealed record AlternationNode(IReadOnlyList<SequenceNode> Alternatives) : PatternNode;

/// <summary>A pair of parentheses.</summary>
/// <param name="Number">The capturing group's number, 0 for <c>(?:…)</c>.</param>
/// <param name="Body">A sequence or an alternation.</param>
internal sealed record GroupNode(int Number, PatternNode Body) : PatternNode;

/// <summary><c>(?&gt;…)</c></summary>
internal sealed record AtomicNode(PatternNode Body) : PatternNode;

/// <summary><c>(?=…)</c> and <c>(?!…)</c></summary>
internal sealed record LookaheadNode(PatternNode Body, bool Negative) : PatternNode;

/// <summary><c>(?&lt;=…)</c> and <c>(?&lt;!…)</c></summary>
/// <param name="Body">A sequence or an alternation.</param>
/// <param name="Negative">For <c>(?&lt;!…)</c>.</param>
/// <param name="Least">How far back the body begins at least.</param>
/// <param name="Most">How far back at most.</param>
/// <param name="InCodePoints">Whether both are counted in code points; else in UTF-16 units, as Java does for patterns without supplementary characters.</param>
internal sealed record LookbehindNode(PatternNode Body, bool Negative, int Least, int Most, bool InCodePoints) : PatternNode;

/// <summary>A quantifier.</summary>
/// <param name="Body">What is repeated.</param>
/// <param name="Least">The least number of times.</param>
/// <param name="Most">The largest number of times; <see cref="Unlimited"/> for none.</param>
/// <param name="Kind">In which order numbers of times are tried.</param>
internal sealed record RepeatNode(PatternNode Body, int Least, int Most, RepeatKind Kind) : PatternNode
{
    public const int Unlimited = int.MaxValue;

    /// <summary>Whether it is <c>?</c>, which Java treats apart.</summary>
    public bool IsOptional => Least == 0 && Most == 1;
}

internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

/// <summary>Which code points count as the same.</summary>
internal enum CaseFolding
{
    None,
    Ascii,
    Unicode,
}
