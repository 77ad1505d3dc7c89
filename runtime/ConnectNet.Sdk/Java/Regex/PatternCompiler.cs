using System.Runtime.CompilerServices;

namespace ConnectNet.Sdk.Java;

/// <summary>Makes a program of a syntax tree, choosing for each quantifier what Java chooses. One instance compiles one pattern.</summary>
internal sealed class PatternCompiler
{
    private readonly List<Instruction> _code = [];
    private int _slots;
    private int _memories;

    public static PatternProgram Compile(ParsedPattern pattern)
    {
        var compiler = new PatternCompiler();
        compiler.Emit(pattern.Body, !pattern.HasBackReference);
        compiler._code.Add(new Instruction(Opcode.Accept));
        return new PatternProgram([.. compiler._code], pattern.Groups, compiler._slots, compiler._memories, pattern.HasSupplementary);
    }

    /// <param name="node">What to match.</param>
    /// <param name="remembers">Whether a loop in it may remember the places it failed at.</param>
    private void Emit(PatternNode node, bool remembers)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case SetNode { Set: SingleSet { IsBasicPlane: true } single }:
                _code.Add(new Instruction(Opcode.Unit, single.CodePoint));
                break;
            case SetNode set:
                _code.Add(new Instruction(Opcode.Set) { Set = new TabledSet(set.Set) });
                break;
            case TextNode text:
                Emit(text);
                break;
            case SymbolNode symbol:
                _code.Add(new Instruction(symbol.Symbol));
                break;
            case BackReferenceNode reference:
                _code.Add(new Instruction(Opcode.BackReference, reference.Group, (int)reference.Folding));
                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Emit(item, remembers);
                }

                break;
            case AlternationNode alternation:
                Emit(alternation, remembers);
                break;
            case GroupNode { Number: 0 } group:
                Emit(group.Body, remembers);
                break;
            case GroupNode group:
                Emit(group, Slots(1), remembers);
                break;
            case RepeatNode repeat:
                Emit(repeat, remembers);
                break;
            default:
                EmitAside(node, remembers);
                break;
        }
    }

    private void Emit(TextNode text) => _code.Add(
        text.Folding == CaseFolding.None && !Array.Exists(text.CodePoints, CodePoints.IsSupplementary)
            ? new Instruction(Opcode.Text) { Text = string.Concat(text.CodePoints.Select(static c => (char)c)) }
            : new Instruction(Opcode.FoldedText, (int)text.Folding) { CodePoints = text.CodePoints });

    private void Emit(AlternationNode alternation, bool remembers)
    {
        var jumps = new List<int>();
        for (var i = 0; i < alternation.Alternatives.Count; i++)
        {
            var split = i < alternation.Alternatives.Count - 1 ? Reserve() : -1;
            Emit(alternation.Alternatives[i], remembers);
            if (split >= 0)
            {
                jumps.Add(Reserve());
                _code[split] = new Instruction(Opcode.Split, _code.Count);
            }
        }

        foreach (var jump in jumps)
        {
            _code[jump] = new Instruction(Opcode.Jump, _code.Count);
        }
    }

    private void Emit(GroupNode group, int slot, bool remembers)
    {
        _code.Add(new Instruction(Opcode.GroupOpen, slot));
        Emit(group.Body, remembers);
        if (group.Number > 0)
        {
            _code.Add(new Instruction(Opcode.GroupClose, slot, group.Number));
        }
    }

    /// <summary>What is matched for itself: once it has matched, it is not tried in another way.</summary>
    private void EmitAside(PatternNode node, bool remembers)
    {
        switch (node)
        {
            case AtomicNode atomic:
                Enclose(Opcode.AtomicBegin, atomic.Body, Opcode.AtomicEnd, remembers);
                break;
            case LookaheadNode { Negative: false } lookahead:
                Enclose(Opcode.LookaheadBegin, lookahead.Body, Opcode.LookaheadEnd, remembers);
                break;
            case LookaheadNode lookahead:
                var begin = Enclose(Opcode.NotLookaheadBegin, lookahead.Body, Opcode.NotLookaheadEnd, remembers);
                _code[begin] = _code[begin] with { B = _code.Count };
                break;
            case LookbehindNode behind:
                var code = new Repetition
                {
                    Least = behind.Least,
                    Most = behind.Most,
                    Slot = Slots(2),
                    Negative = behind.Negative,
                    InCodePoints = behind.InCodePoints,
                };
                Add(Opcode.LookbehindBegin, code);
                code.Body = _code.Count;
                Emit(behind.Body, false);
                Add(Opcode.LookbehindEnd, code);
                code.Exit = _code.Count;
                break;
        }
    }

    private int Enclose(Opcode begin, PatternNode body, Opcode end, bool remembers)
    {
        var slot = Slots(2);
        var at = _code.Count;
        _code.Add(new Instruction(begin, slot));
        Emit(body, remembers);
        _code.Add(new Instruction(end, slot));
        return at;
    }

    private void Emit(RepeatNode repeat, bool remembers)
    {
        if (repeat is { Body: SetNode set })
        {
            Add(Opcode.SetRepeat, new Repetition { Least = repeat.Least, Most = repeat.Most, Kind = repeat.Kind }, new TabledSet(set.Set));
        }
        else if (repeat is not { Body: GroupNode group, Kind: not RepeatKind.Possessive })
        {
            Emit(repeat, repeat.Body, 0, remembers && repeat.Body is not GroupNode);
        }
        else if (repeat.IsOptional)
        {
            var split = Reserve();
            Emit(group, false);
            _code[split] = new Instruction(repeat.Kind == RepeatKind.Greedy ? Opcode.Split : Opcode.SplitLater, _code.Count);
        }
        else if (PatternLength.IsOneWay(group))
        {
            Emit(repeat, group.Body, group.Number, false);
        }
        else
        {
            Loop(repeat, group, remembers);
        }
    }

    private void Emit(RepeatNode repeat, PatternNode body, int group, bool remembers)
    {
        var code = new Repetition { Least = repeat.Least, Most = repeat.Most, Kind = repeat.Kind, Group = group, Slot = Slots(4) };
        Add(Opcode.RepeatBegin, code);
        Add(Opcode.RepeatTry, code);
        code.Body = _code.Count;
        Emit(body, remembers);
        Add(Opcode.RepeatNext, code);
        Add(Opcode.RepeatEnd, code);
        code.Exit = _code.Count;
    }

    private void Loop(RepeatNode repeat, GroupNode group, bool remembers)
    {
        var code = new Repetition
        {
            Least = repeat.Least,
            Most = repeat.Most,
            Kind = repeat.Kind,
            Slot = Slots(1),
            Begin = Slots(1),
            Memory = remembers && repeat is { Kind: RepeatKind.Greedy, Most: RepeatNode.Unlimited } ? _memories++ : Repetition.NoMemory,
        };
        Add(Opcode.LoopBegin, code);
        code.Body = _code.Count;
        Emit(group, code.Begin, false);
        Add(Opcode.LoopNext, code);
        code.Exit = _code.Count;
    }

    private void Add(Opcode op, Repetition repetition, CharSet? set = null) =>
        _code.Add(new Instruction(op) { Repetition = repetition, Set = set });

    private int Reserve()
    {
        _code.Add(default);
        return _code.Count - 1;
    }

    private int Slots(int count)
    {
        _slots += count;
        return _slots - count;
    }
}
