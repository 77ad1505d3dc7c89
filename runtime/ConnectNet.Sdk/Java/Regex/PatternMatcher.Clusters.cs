namespace ConnectNet.Sdk.Java;

/// <summary>What takes no characters, or as many as the text decides.</summary>
internal sealed partial class PatternMatcher
{
    private const int NonSpacingMark = 6;
    private const int LettersAndDigits = 0b111110 | 1 << 9;

    /// <summary>Where the match of an instruction ends that begins at an index; −1 for none.</summary>
    private int Cluster(in Instruction step, int at)
    {
        switch (step.Op)
        {
            case Opcode.FoldedText:
                return FoldedText(step.CodePoints!, (CaseFolding)step.A, at);
            case Opcode.BackReference:
                return BackReference(Start(step.A), End(step.A), (CaseFolding)step.B, at);
            case Opcode.Grapheme:
                return at < _text.Length ? Graphemes.End(_text, at) : -1;
            default:
                return Stands(step.Op, at) ? at : -1;
        }
    }

    private int FoldedText(int[] expected, CaseFolding folding, int at)
    {
        foreach (var point in expected)
        {
            if (at >= _text.Length || CodePoints.At(_text, at) is var c && c != point && CodePoints.Fold(c, folding) != point)
            {
                return -1;
            }

            at += CodePoints.Width(CodePoints.At(_text, at));
        }

        return at;
    }

    private int BackReference(int start, int end, CaseFolding folding, int at)
    {
        var length = end - start;
        if (start < 0 || at + length > _text.Length)
        {
            return -1;
        }

        _clock.Take(length);
        if (folding == CaseFolding.None)
        {
            return _text.AsSpan(at, length).SequenceEqual(_text.AsSpan(start, length)) ? at + length : -1;
        }

        for (var i = 0; i < length;)
        {
            var (a, b) = (CodePoints.At(_text, at + i), CodePoints.At(_text, start + i));
            if (a != b && CodePoints.Fold(a, folding) != CodePoints.Fold(b, folding))
            {
                return -1;
            }

            i += CodePoints.Width(a);
        }

        return at + length;
    }

    private bool Linebreak(ref int pc, ref int at)
    {
        if (at >= _text.Length || _text[at] is not ((>= '\n' and <= '\r') or '\u0085' or '\u2028' or '\u2029'))
        {
            return false;
        }

        pc++;
        at++;
        if (_text[at - 1] == '\r' && at < _text.Length && _text[at] == '\n')
        {
            Push(Frame.Retry, pc, at);
            at++;
        }

        return true;
    }

    private bool Stands(Opcode op, int at) => op switch
    {
        Opcode.Begin => at == 0,
        Opcode.End => at == _text.Length,
        Opcode.LineBegin => at < _text.Length
            && (at == 0 || (EndsLine(_text[at - 1]) && !(_text[at - 1] == '\r' && _text[at] == '\n'))),
        Opcode.UnixLineBegin => at < _text.Length && (at == 0 || _text[at - 1] == '\n'),
        Opcode.LineEnd => IsBeforeLineEnd(at),
        Opcode.LastLineEnd => IsBeforeLineEnd(at)
            && (at >= _text.Length - 1 || (at == _text.Length - 2 && _text[at] == '\r' && _text[at + 1] == '\n')),
        Opcode.UnixLineEnd => at == _text.Length || _text[at] == '\n',
        Opcode.UnixLastLineEnd => at == _text.Length || (at == _text.Length - 1 && _text[at] == '\n'),
        Opcode.LastMatchEnd => at == _lastEnd,
        Opcode.WordBorder => IsWordBorder(at, false),
        Opcode.NotWordBorder => !IsWordBorder(at, false),
        Opcode.UnicodeWordBorder => IsWordBorder(at, true),
        Opcode.NotUnicodeWordBorder => !IsWordBorder(at, true),
        Opcode.GraphemeBorder => IsGraphemeBorder(at),
        _ => throw new InvalidOperationException($"{op} is no assertion"),
    };

    private static bool EndsLine(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>A carriage return and a line feed are one end of a line.</summary>
    private bool IsBeforeLineEnd(int at) => at == _text.Length
        || (EndsLine(_text[at]) && !(_text[at] == '\n' && at > 0 && _text[at - 1] == '\r'));

    private bool IsWordBorder(int at, bool unicode) =>
        (at > 0 && IsOfWord(CodePoints.Before(_text, at), at - 1, unicode))
        != (at < _text.Length && IsOfWord(CodePoints.At(_text, at), at, unicode));

    private bool IsOfWord(int c, int at, bool unicode)
    {
        if (c < 0x80)
        {
            return c == '_' || char.IsAsciiLetterOrDigit((char)c);
        }

        return (unicode ? CharFamilies.IsUnicodeWord(c) : UnicodeTables.IsCategory(c, LettersAndDigits))
            || (UnicodeTables.Category(c) == NonSpacingMark && HasBase(at));
    }

    /// <summary>Whether marks up to an index stand on a letter or digit.</summary>
    private bool HasBase(int at)
    {
        for (; at >= 0; at--)
        {
            var c = CodePoints.At(_text, at);
            if (UnicodeTables.Category(c) != NonSpacingMark)
            {
                return UnicodeTables.IsCategory(c, LettersAndDigits);
            }
        }

        return false;
    }

    /// <summary>Java looks for the border from where it last was on, which need not be one.</summary>
    private bool IsGraphemeBorder(int at) => at == 0 || at >= _text.Length
        || (!char.IsSurrogatePair(_text[at - 1], _text[at]) && (_last >= _text.Length || Graphemes.End(_text, _last) <= at));
}
