namespace ConnectNet.Sdk.Java;

/// <summary>A set of code points.</summary>
internal abstract class CharSet
{
    public static CharSet All { get; } = Of(static _ => true);

    public static CharSet HorizontalSpace { get; } = OfBasicPlane(static c =>
        c is 0x09 or 0x20 or 0xA0 or 0x1680 or 0x180E or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000);

    public static CharSet VerticalSpace { get; } = OfBasicPlane(static c => c is (>= 0x0A and <= 0x0D) or 0x85 or 0x2028 or 0x2029);

    /// <summary>
    /// Whether it can hold basic-plane characters other than surrogates only. Where all sets of a pattern are such, Java looks for
    /// it at each UTF-16 unit, else at each code point.
    /// </summary>
    public abstract bool IsBasicPlane { get; }

    /// <summary>How many calls deep an answer is.</summary>
    protected virtual int Depth => 1;

    public static CharSet Of(Predicate<int> test) => new TestedSet(test, false);

    public static CharSet OfBasicPlane(Predicate<int> test) => new TestedSet(test, true);

    public abstract bool Contains(int codePoint);

    public CharSet Union(CharSet other) => new UnionSet(this, other);

    public CharSet Intersect(CharSet other) => new TestedSet(
        c => Contains(c) && other.Contains(c), IsBasicPlane && other.IsBasicPlane, Math.Max(Depth, other.Depth) + 1);

    public CharSet Complement() => new TestedSet(c => !Contains(c), false, Depth + 1);

    private sealed class TestedSet(Predicate<int> test, bool isBasicPlane, int depth = 1) : CharSet
    {
        private const int MostDepth = 1_000;

        public override bool IsBasicPlane => isBasicPlane;

        protected override int Depth { get; } = depth <= MostDepth ? depth : throw new InsufficientExecutionStackException();

        public override bool Contains(int codePoint) => test(codePoint);
    }

    /// <summary>Flat, so that a class of thousands of ranges is not as many calls deep.</summary>
    private sealed class UnionSet(CharSet left, CharSet right) : CharSet
    {
        private readonly CharSet[] _parts = [.. left is UnionSet union ? union._parts : [left], right];

        public override bool IsBasicPlane { get; } = left.IsBasicPlane && right.IsBasicPlane;

        protected override int Depth { get; } = Math.Max(left is UnionSet ? left.Depth : left.Depth + 1, right.Depth + 1);

        public override bool Contains(int codePoint)
        {
            foreach (var part in _parts)
            {
                if (part.Contains(codePoint))
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>One code point, exactly.</summary>
internal sealed class SingleSet(int codePoint) : CharSet
{
    public int CodePoint => codePoint;

    public override bool IsBasicPlane => !CodePoints.IsSupplementary(codePoint);

    public override bool Contains(int other) => codePoint == other;
}

/// <summary>
/// The single Latin-1 characters of a class. It grows while the class is read, also after it became part of other sets: Java's
/// <c>[a&amp;&amp;&amp;b]</c> shows it.
/// </summary>
internal sealed class LatinSet : CharSet
{
    private readonly bool[] _members = new bool[256];

    public override bool IsBasicPlane => true;

    public void Add(int codePoint, PatternFlags flags)
    {
        _members[codePoint] = true;
        if (!flags.HasFlag(PatternFlags.CaseInsensitive))
        {
            return;
        }

        if (codePoint < 0x80)
        {
            _members[CodePoints.AsciiLower(codePoint)] = true;
            _members[CodePoints.AsciiUpper(codePoint)] = true;
        }
        else if (flags.HasFlag(PatternFlags.UnicodeCase))
        {
            _members[UnicodeTables.ToLower(codePoint)] = true;
            _members[UnicodeTables.ToUpper(codePoint)] = true;
        }
    }

    public override bool Contains(int codePoint) => codePoint < 256 && _members[codePoint];
}

/// <summary>A set that answers for ASCII from a table: what a finished program holds.</summary>
internal sealed class TabledSet : CharSet
{
    private readonly CharSet _set;
    private readonly ulong _low;
    private readonly ulong _high;

    public TabledSet(CharSet set)
    {
        _set = set;
        for (var c = 0; c < 64; c++)
        {
            _low |= set.Contains(c) ? 1UL << c : 0;
            _high |= set.Contains(c + 64) ? 1UL << c : 0;
        }
    }

    public override bool IsBasicPlane => _set.IsBasicPlane;

    public override bool Contains(int codePoint) =>
        codePoint < 64 ? (_low >> codePoint & 1) != 0
        : codePoint < 128 ? (_high >> (codePoint - 64) & 1) != 0
        : _set.Contains(codePoint);
}
