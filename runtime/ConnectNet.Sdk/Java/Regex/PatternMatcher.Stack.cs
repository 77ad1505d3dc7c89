namespace ConnectNet.Sdk.Java;

/// <summary>What is yet to be tried, and what is to be restored before.</summary>
internal sealed partial class PatternMatcher
{
    private const int FrameSize = 4;
    private const int KeptFrames = 1 << 14;
    private const int MostFrames = 1 << 21;

    private readonly ulong[]?[] _memories;
    private int[] _frames = new int[64 * FrameSize];
    private int _top;
    private bool _remembers;
    private MatchClock _clock;

    /// <summary>What a frame says; A, B and C are its other three numbers.</summary>
    private enum Frame
    {
        /// <summary>Goes on at instruction A and place B.</summary>
        Retry,

        /// <summary>Slot A was B.</summary>
        Slot,

        /// <summary>Group A was from B to C.</summary>
        Group,

        /// <summary>The set of instruction A can give back what it took from B to C.</summary>
        GiveBack,

        /// <summary>The set of instruction A can take more at B, having been there C times.</summary>
        TakeMore,

        /// <summary>The loop of instruction A has failed to repeat at B, having done so C times.</summary>
        LoopFailed,

        /// <summary>The loop of instruction A can repeat at B, having done so C times.</summary>
        LoopLater,

        /// <summary>The repetition of instruction A can go on at B, having been there C times.</summary>
        RepeatLater,

        /// <summary>The lookbehind of instruction A has failed from B on; C is the farthest place to try.</summary>
        LookBack,

        /// <summary>Where what follows matches, group A is from B to C, as Java has it.</summary>
        Override,
    }

    private void Push(Frame kind, int a, int b, int c = 0)
    {
        if (_top == _frames.Length)
        {
            if (_top >= MostFrames * FrameSize)
            {
                throw new MatchLimitException($"needs more than {MostFrames} steps to remember");
            }

            Array.Resize(ref _frames, _frames.Length * 2);
        }

        var frames = _frames;
        var top = _top;
        frames[top] = (int)kind;
        frames[top + 1] = a;
        frames[top + 2] = b;
        frames[top + 3] = c;
        _top = top + FrameSize;
    }

    /// <summary>
    /// Forgets what is above a height: what matched there is not tried in another way. What would be restored is not, which leaves
    /// groups set as Java leaves them.
    /// </summary>
    private void Cut(int height)
    {
        for (var top = _top - FrameSize; top >= height; top -= FrameSize)
        {
            if (_frames[top] == (int)Frame.Override)
            {
                var group = _frames[top + 1];
                _groups[2 * group] = _frames[top + 2];
                _groups[(2 * group) + 1] = _frames[top + 3];
            }
        }

        _top = height;
    }

    /// <summary>Goes back to the last choice and makes it another way; false where there is none.</summary>
    private bool Backtrack(ref int pc, ref int at)
    {
        while (_top > 0)
        {
            _clock.Take(1);
            _top -= FrameSize;
            var (kind, a, b, c) = ((Frame)_frames[_top], _frames[_top + 1], _frames[_top + 2], _frames[_top + 3]);
            switch (kind)
            {
                case Frame.Retry:
                    (pc, at) = (a, b);
                    return true;
                case Frame.Slot:
                    _slots[a] = b;
                    break;
                case Frame.Group:
                    _groups[2 * a] = b;
                    _groups[(2 * a) + 1] = c;
                    break;
                case Frame.Override:
                    break;
                default:
                    if (Resume(kind, a, b, c, ref pc, ref at))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private bool Resume(Frame kind, int instruction, int place, int number, ref int pc, ref int at)
    {
        switch (kind)
        {
            case Frame.GiveBack:
                return GiveBack(instruction, place, number, ref pc, ref at);
            case Frame.TakeMore:
                return TakeMore(instruction, place, number, ref pc, ref at);
            case Frame.LookBack:
                return LookBack(instruction, place, number, ref pc, ref at);
        }

        var repetition = _code[instruction].Repetition!;
        at = place;
        switch (kind)
        {
            case Frame.LoopFailed:
                _slots[repetition.Slot] = number;
                Remember(repetition.Memory, place);
                pc = repetition.Exit;
                break;
            case Frame.LoopLater:
                Push(Frame.Slot, repetition.Slot, number);
                _slots[repetition.Slot] = number + 1;
                pc = repetition.Body;
                break;
            default:
                BeginRepeat(repetition, number, place);
                pc = repetition.Body;
                break;
        }

        return true;
    }

    private bool Remembered(int memory, int place) =>
        memory >= 0 && _memories[memory] is { } places && (places[place >> 6] >> place & 1) != 0;

    /// <summary>Keeps that a loop has failed to repeat at a place, so that it is not tried there again.</summary>
    private void Remember(int memory, int place)
    {
        if (memory < 0)
        {
            return;
        }

        if (_memories[memory] is not { } places || places.Length <= _text.Length >> 6)
        {
            _memories[memory] = places = new ulong[(_text.Length >> 6) + 1];
        }

        places[place >> 6] |= 1UL << place;
        _remembers = true;
    }

    private void Forget()
    {
        if (_remembers)
        {
            Array.ForEach(_memories, static places => Array.Clear(places ?? []));
            _remembers = false;
        }
    }

    /// <summary>Gives back what an unusual text needed.</summary>
    private void Trim()
    {
        if (_frames.Length > KeptFrames * FrameSize)
        {
            _frames = new int[64 * FrameSize];
        }
    }
}
