namespace ConnectNet.Sdk.Java;

/// <summary>
/// Runs a program over texts, with Java's results down to the groups that failed attempts leave set. What is yet to be tried stands on
/// a stack of its own, so that a long text cannot overflow the thread's. One thread uses an instance at a time.
/// </summary>
internal sealed partial class PatternMatcher
{
    private readonly PatternProgram _program;
    private readonly Instruction[] _code;
    private readonly int[] _groups;
    private readonly int[] _slots;
    private string _text = "";
    private bool _whole;
    private int _last;
    private int _lastEnd;

    public PatternMatcher(PatternProgram program)
    {
        _program = program;
        _code = program.Code;
        _groups = new int[2 * Math.Max(program.Groups + 1, 10)];
        _slots = new int[program.Slots];
        _memories = new ulong[]?[program.Memories];
    }

    /// <summary>Where a group's last match began; −1 where it has none.</summary>
    public int Start(int group) => _groups[2 * group];

    /// <summary>Where a group's last match ended; −1 where it has none.</summary>
    public int End(int group) => _groups[(2 * group) + 1];

    /// <summary>Takes a new text.</summary>
    public void Reset(string text, TimeSpan limit)
    {
        _text = text;
        _last = 0;
        _lastEnd = -1;
        Array.Fill(_groups, -1);
        _clock = new MatchClock(limit);
    }

    /// <summary>Whether the whole text matches.</summary>
    /// <exception cref="MatchLimitException">It took too long, or too much memory.</exception>
    public bool Matches()
    {
        Begin(0, true);
        return Finish(0, Run(0));
    }

    /// <summary>Looks for the next match, behind the last one.</summary>
    /// <exception cref="MatchLimitException">It took too long, or too much memory.</exception>
    public bool Find()
    {
        var from = _last == Start(0) ? _last + 1 : _last;
        if (from > _text.Length)
        {
            Array.Fill(_groups, -1);
            return false;
        }

        Begin(from, false);
        for (var at = from; at <= _text.Length; at += Step(at))
        {
            if (Run(at))
            {
                return Finish(at, true);
            }
        }

        return Finish(from, false);
    }

    private void Begin(int from, bool whole)
    {
        _whole = whole;
        _lastEnd = _lastEnd < 0 ? from : _lastEnd;
        Array.Fill(_groups, -1);
        Array.Fill(_slots, -1);
        Forget();
    }

    private bool Finish(int start, bool found)
    {
        _groups[0] = found ? start : -1;
        _groups[1] = found ? _last : -1;
        _lastEnd = _last;
        Trim();
        return found;
    }

    private int Step(int at) => _program.ByCodePoint && at < _text.Length ? CodePoints.Width(CodePoints.At(_text, at)) : 1;

    /// <summary>Whether the program matches from an index on; the end is then in <see cref="_last"/>.</summary>
    private bool Run(int start)
    {
        _top = 0;
        var (pc, at) = (0, start);
        while (true)
        {
            _clock.Take(1);
            ref readonly var step = ref _code[pc];
            var goesOn = step.Op switch
            {
                Opcode.Unit => at < _text.Length && _text[at] == step.A && Advance(1, ref pc, ref at),
                Opcode.Set => TakeOne(step.Set!, ref pc, ref at),
                Opcode.Text => string.CompareOrdinal(_text, at, step.Text, 0, step.Text!.Length) == 0 && Advance(step.Text.Length, ref pc, ref at),
                Opcode.SetRepeat => RepeatSet(step, ref pc, ref at),
                _ => Structure(step, ref pc, ref at),
            };
            if (pc < 0)
            {
                return true;
            }

            if (!goesOn && !Backtrack(ref pc, ref at))
            {
                return false;
            }
        }
    }

    private bool Structure(in Instruction step, ref int pc, ref int at)
    {
        switch (step.Op)
        {
            case Opcode.Accept:
                return Accept(ref pc, at);
            case Opcode.Split:
                Push(Frame.Retry, step.A, at);
                pc++;
                return true;
            case Opcode.SplitLater:
                Push(Frame.Retry, pc + 1, at);
                pc = step.A;
                return true;
            case Opcode.Jump:
                pc = step.A;
                return true;
            case Opcode.GroupOpen:
                Push(Frame.Slot, step.A, _slots[step.A]);
                _slots[step.A] = at;
                pc++;
                return true;
            case Opcode.GroupClose:
                Capture(step.B, _slots[step.A], at);
                pc++;
                return true;
            case Opcode.LoopBegin or Opcode.LoopNext or Opcode.RepeatBegin or Opcode.RepeatTry or Opcode.RepeatNext or Opcode.RepeatEnd:
                return Repeat(step.Op, step.Repetition!, ref pc, ref at);
            case >= Opcode.AtomicBegin and <= Opcode.LookbehindEnd:
                return Aside(step, ref pc, ref at);
            case Opcode.Linebreak:
                return Linebreak(ref pc, ref at);
            default:
                var end = Cluster(step, at);
                return end >= 0 && Advance(end - at, ref pc, ref at);
        }
    }

    private bool Accept(ref int pc, int at)
    {
        if (_whole && at != _text.Length)
        {
            return false;
        }

        Cut(0);
        _last = at;
        pc = -1;
        return true;
    }

    private static bool Advance(int units, ref int pc, ref int at)
    {
        at += units;
        pc++;
        return true;
    }

    private bool TakeOne(CharSet set, ref int pc, ref int at)
    {
        var width = Width(set, at);
        return width > 0 && Advance(width, ref pc, ref at);
    }

    /// <summary>How many units of the text a set takes; 0 where it does not match.</summary>
    private int Width(CharSet set, int at)
    {
        if (at >= _text.Length)
        {
            return 0;
        }

        var c = CodePoints.At(_text, at);
        return set.Contains(c) ? CodePoints.Width(c) : 0;
    }

    private void Capture(int group, int start, int end)
    {
        Push(Frame.Group, group, _groups[2 * group], _groups[(2 * group) + 1]);
        _groups[2 * group] = start;
        _groups[(2 * group) + 1] = end;
    }
}
