using System.Runtime.CompilerServices;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// How long a match can be, in Java's reckoning, which decides on what a lookbehind may hold and how far it looks, and whether a part
/// can match in one way only. Java's integers overflow, and so do these.
/// </summary>
internal struct PatternLength
{
    /// <summary>The least length.</summary>
    public int Least { get; private set; }

    /// <summary>The largest length, where there is one.</summary>
    public int Most { get; private set; }

    public bool HasMost { get; private set; }

    private bool OneWay { get; set; }

    public static PatternLength Of(PatternNode body)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var length = Empty();
        length.Add(new Rest(body, null));
        return length;
    }

    /// <summary>Whether Java repeats a group as one thing, which is not tried in another way later.</summary>
    public static bool IsOneWay(GroupNode group) => Of(group).OneWay;

    private static PatternLength Empty() => new() { HasMost = true, OneWay = true };

    private void Add(Rest? rest)
    {
        while (rest is not null)
        {
            var node = rest.Node;
            rest = rest.Next;
            switch (node)
            {
                case SequenceNode sequence:
                    for (var i = sequence.Items.Count - 1; i >= 0; i--)
                    {
                        rest = new Rest(sequence.Items[i], rest);
                    }

                    break;
                case GroupNode group:
                    rest = new Rest(group.Body, rest);
                    break;
                case AlternationNode alternation:
                    Branch(alternation.Alternatives, rest);
                    return;
                case RepeatNode { Body: GroupNode group, Kind: not RepeatKind.Possessive, IsOptional: true }:
                    Branch([group, new SequenceNode([])], rest);
                    return;
                case RepeatNode repeat when !Repeat(repeat):
                    HasMost = OneWay = false;
                    return;
                case RepeatNode:
                    break;
                default:
                    Add(node);
                    break;
            }
        }
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case TextNode text:
                Extend(text.CodePoints.Length, text.CodePoints.Length);
                break;
            case SetNode:
                Extend(1, 1);
                break;
            case SymbolNode { Symbol: Opcode.Linebreak }:
                Extend(1, 2);
                break;
            case SymbolNode { Symbol: Opcode.Grapheme }:
                Extend(1, 0);
                OneWay = false;
                break;
            case AtomicNode atomic:
                Add(new Rest(atomic.Body, null));
                break;
            case BackReferenceNode:
                HasMost = false;
                break;
        }
    }

    private void Extend(int least, int most)
    {
        Least = unchecked(Least + least);
        Most = unchecked(Most + most);
    }

    /// <summary>False for what Java repeats as a loop, beyond which it does not reckon.</summary>
    private bool Repeat(RepeatNode repeat)
    {
        var before = this;
        if (repeat.IsOptional)
        {
            Add(new Rest(repeat.Body, null));
            Least = before.Least;
            OneWay = false;
            return true;
        }

        if (repeat is { Body: SetNode, Kind: RepeatKind.Greedy, Most: RepeatNode.Unlimited })
        {
            Extend(repeat.Least, HasMost ? repeat.Most : 0);
            OneWay = false;
            return true;
        }

        var once = Of(repeat.Body);
        if (!once.OneWay && repeat is { Body: GroupNode, Kind: not RepeatKind.Possessive })
        {
            return false;
        }

        Least = unchecked((once.Least * repeat.Least) + before.Least);
        Least = Least < before.Least ? 0xFFFFFFF : Least;
        Most = before.HasMost && once.HasMost ? unchecked((once.Most * repeat.Most) + before.Most) : once.Most;
        HasMost = before.HasMost && once.HasMost && Most >= before.Most;
        OneWay = before.OneWay && once.OneWay && repeat.Least == repeat.Most;
        return true;
    }

    private void Branch(IReadOnlyList<PatternNode> alternatives, Rest? rest)
    {
        var (least, most, hasMost) = (int.MaxValue, -1, HasMost);
        foreach (var alternative in alternatives)
        {
            var one = Of(alternative);
            least = Math.Min(least, one.Least);
            most = Math.Max(most, one.Most);
            hasMost &= one.HasMost;
        }

        var behind = Empty();
        behind.Add(rest);
        Extend(unchecked(least + behind.Least), unchecked(most + behind.Most));
        HasMost = hasMost && behind.HasMost;
        OneWay = false;
    }

    private sealed record Rest(PatternNode Node, Rest? Next);
}
