namespace ConnectNet.Sdk.Java;

/// <summary>Quantifiers.</summary>
internal sealed partial class PatternMatcher
{
    private bool RepeatSet(in Instruction step, ref int pc, ref int at)
    {
        var (repetition, set) = (step.Repetition!, step.Set!);
        var most = repetition.Kind == RepeatKind.Lazy ? repetition.Least : repetition.Most;
        var (count, end, floor) = (0, at, at);
        for (int width; count < most && (width = Width(set, end)) > 0; end += width)
        {
            floor = count < repetition.Least ? end + width : floor;
            count++;
        }

        _clock.Take(count);
        if (count < repetition.Least)
        {
            return false;
        }

        if (repetition.Kind == RepeatKind.Lazy && count < repetition.Most)
        {
            Push(Frame.TakeMore, pc, end, count);
        }
        else if (repetition.Kind == RepeatKind.Greedy && end > floor)
        {
            Push(Frame.GiveBack, pc, floor, end);
        }

        KeepLast(repetition, count, end);
        at = end;
        pc++;
        return true;
    }

    /// <summary>Java knows where the last repetition ended, save in its plainest loop; <c>\b{g}</c> shows it.</summary>
    private void KeepLast(Repetition repetition, int count, int end)
    {
        if (count > 0 && repetition is not { Kind: RepeatKind.Greedy, Most: RepeatNode.Unlimited })
        {
            _last = end;
        }
    }

    private bool GiveBack(int instruction, int floor, int end, ref int pc, ref int at)
    {
        end = Math.Max(floor, end - CodePoints.Width(CodePoints.Before(_text, end)));
        if (end > floor)
        {
            Push(Frame.GiveBack, instruction, floor, end);
        }

        at = end;
        pc = instruction + 1;
        return true;
    }

    private bool TakeMore(int instruction, int end, int count, ref int pc, ref int at)
    {
        ref readonly var step = ref _code[instruction];
        var width = Width(step.Set!, end);
        if (width == 0)
        {
            return false;
        }

        at = end + width;
        _last = at;
        if (count + 1 < step.Repetition!.Most)
        {
            Push(Frame.TakeMore, instruction, at, count + 1);
        }

        pc = instruction + 1;
        return true;
    }

    private bool Repeat(Opcode op, Repetition repetition, ref int pc, ref int at)
    {
        switch (op)
        {
            case Opcode.LoopBegin:
                BeginLoop(repetition, ref pc, at);
                return true;
            case Opcode.LoopNext:
                NextLoop(repetition, ref pc, at);
                return true;
            case Opcode.RepeatBegin:
                _slots[repetition.Slot] = 0;
                _slots[repetition.Slot + 3] = -1;
                if (repetition.Group > 0)
                {
                    Push(Frame.Group, repetition.Group, Start(repetition.Group), End(repetition.Group));
                }

                pc++;
                return true;
            case Opcode.RepeatTry:
                TryRepeat(repetition, ref pc, at);
                return true;
            case Opcode.RepeatNext:
                return NextRepeat(repetition, ref pc, at);
            default:
                if (repetition.Group > 0)
                {
                    Push(Frame.Override, repetition.Group, Start(repetition.Group), End(repetition.Group));
                }

                pc++;
                return true;
        }
    }

    private void BeginLoop(Repetition loop, ref int pc, int at)
    {
        Push(Frame.Slot, loop.Slot, _slots[loop.Slot]);
        _slots[loop.Slot] = 1;
        if (loop.Most == 0)
        {
            pc = loop.Exit;
        }
        else if (loop.Least > 0)
        {
            pc = loop.Body;
        }
        else
        {
            var lazy = loop.Kind == RepeatKind.Lazy;
            Push(Frame.Retry, lazy ? loop.Body : loop.Exit, at);
            pc = lazy ? loop.Exit : loop.Body;
        }
    }

    /// <summary>Behind one repetition of a loop; one that took nothing ends it.</summary>
    private void NextLoop(Repetition loop, ref int pc, int at)
    {
        var count = _slots[loop.Slot];
        if (at <= _slots[loop.Begin])
        {
            pc = loop.Exit;
        }
        else if (count < loop.Least)
        {
            Push(Frame.Slot, loop.Slot, count);
            _slots[loop.Slot] = count + 1;
            pc = loop.Body;
        }
        else if (count >= loop.Most || Remembered(loop.Memory, at))
        {
            pc = loop.Exit;
        }
        else if (loop.Kind == RepeatKind.Lazy)
        {
            Push(Frame.LoopLater, pc, at, count);
            pc = loop.Exit;
        }
        else
        {
            Push(Frame.LoopFailed, pc, at, count);
            _slots[loop.Slot] = count + 1;
            pc = loop.Body;
        }
    }

    /// <summary>Slots: how often, the stack's height before this time, where it began, how long the last was.</summary>
    private void BeginRepeat(Repetition repetition, int count, int at)
    {
        _slots[repetition.Slot] = count;
        _slots[repetition.Slot + 1] = _top;
        _slots[repetition.Slot + 2] = at;
    }

    private void TryRepeat(Repetition repetition, ref int pc, int at)
    {
        var count = _slots[repetition.Slot];
        var needed = count < repetition.Least;
        if (!needed && count >= repetition.Most)
        {
            pc = Exit(repetition, count);
            return;
        }

        if (!needed && repetition.Kind == RepeatKind.Lazy)
        {
            Push(Frame.RepeatLater, pc, at, count);
            pc = repetition.Exit;
            return;
        }

        if (!needed && repetition.Kind == RepeatKind.Greedy)
        {
            Push(Frame.Retry, Exit(repetition, count), at);
        }

        BeginRepeat(repetition, count, at);
        if (!needed && repetition.Kind == RepeatKind.Possessive)
        {
            Push(Frame.Retry, repetition.Exit, at);
        }

        pc = repetition.Body;
    }

    /// <summary>Where a greedy repetition goes on that can give back: Java then sets its group anew once the rest has matched.</summary>
    private static int Exit(Repetition repetition, int count) =>
        repetition is { Kind: RepeatKind.Greedy, Group: > 0 } && count > repetition.Least ? repetition.Exit - 1 : repetition.Exit;

    private bool NextRepeat(Repetition repetition, ref int pc, int at)
    {
        var slot = repetition.Slot;
        var (count, start) = (_slots[slot], _slots[slot + 2]);
        Cut(_slots[slot + 1]);
        _last = at;
        var more = count >= repetition.Least;
        if (more && at == start)
        {
            if (repetition.Kind == RepeatKind.Greedy)
            {
                _top -= FrameSize;
            }

            pc = repetition.Exit;
            return repetition.Kind != RepeatKind.Lazy;
        }

        if (more && repetition.Kind == RepeatKind.Greedy && _slots[slot + 3] is >= 0 and var length && length != at - start)
        {
            // Java begins anew where the lengths differ, and what was there before it does not set again.
            _frames[_top - FrameSize + 1] = repetition.Exit;
        }

        if (repetition.Group > 0)
        {
            Capture(repetition.Group, start, at);
        }

        _slots[slot] = count + 1;
        _slots[slot + 3] = more ? at - start : -1;
        pc = repetition.Body - 1;
        return true;
    }
}
