namespace ConnectNet.Sdk.Java;

/// <summary>Atomic groups, lookahead and lookbehind.</summary>
internal sealed partial class PatternMatcher
{
    private bool Aside(in Instruction step, ref int pc, ref int at)
    {
        switch (step.Op)
        {
            case Opcode.AtomicBegin or Opcode.LookaheadBegin:
                _slots[step.A] = _top;
                _slots[step.A + 1] = at;
                pc++;
                return true;
            case Opcode.NotLookaheadBegin:
                _slots[step.A] = _top;
                Push(Frame.Retry, step.B, at);
                pc++;
                return true;
            case Opcode.LookbehindBegin:
                return Lookbehind(step.Repetition!, ref pc, ref at);
            case Opcode.LookbehindEnd:
                return EndLookbehind(step.Repetition!, ref pc, at);
            default:
                Cut(_slots[step.A]);
                _last = at;
                at = step.Op == Opcode.LookaheadEnd ? _slots[step.A + 1] : at;
                pc++;
                return step.Op != Opcode.NotLookaheadEnd;
        }
    }

    private bool Lookbehind(Repetition behind, ref int pc, ref int at)
    {
        var (least, most) = behind.InCodePoints
            ? (CodePoints.Units(_text, at, -behind.Least), behind.Most == int.MinValue ? 0 : CodePoints.Units(_text, at, -behind.Most))
            : (behind.Least, behind.Most);
        _slots[behind.Slot] = _top;
        _slots[behind.Slot + 1] = at;
        return From(pc, unchecked(at - least), Math.Max(unchecked(at - most), 0), ref pc, ref at);
    }

    /// <summary>The part before the place has matched up to somewhere: it counts if that is the place.</summary>
    private bool EndLookbehind(Repetition behind, ref int pc, int at)
    {
        if (at != _slots[behind.Slot + 1])
        {
            return false;
        }

        Cut(_slots[behind.Slot]);
        pc = behind.Exit;
        return !behind.Negative;
    }

    /// <summary>Tries from a place on; where that is too far back, the lookbehind has failed.</summary>
    private bool From(int instruction, int place, int farthest, ref int pc, ref int at)
    {
        var behind = _code[instruction].Repetition!;
        if (place < farthest)
        {
            at = _slots[behind.Slot + 1];
            pc = behind.Exit;
            return behind.Negative;
        }

        Push(Frame.LookBack, instruction, place, farthest);
        at = place;
        pc = behind.Body;
        return true;
    }

    private bool LookBack(int instruction, int place, int farthest, ref int pc, ref int at)
    {
        var step = _code[instruction].Repetition!.InCodePoints && place > farthest ? CodePoints.Units(_text, place, -1) : 1;
        return From(instruction, place - step, farthest, ref pc, ref at);
    }
}
