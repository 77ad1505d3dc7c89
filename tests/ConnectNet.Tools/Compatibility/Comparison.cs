namespace ConnectNet.Tools.Compatibility;

/// <summary>Something that the Java worker and ours answered differently.</summary>
internal sealed record Difference(string Case, string Java, string Ours)
{
    private const int Context = 160;
    private const int Shown = 700;

    /// <summary>Both texts from shortly before the first character that differs.</summary>
    public override string ToString()
    {
        var start = Math.Max(0, Java.Zip(Ours).TakeWhile(pair => pair.First == pair.Second).Count() - Context);
        return $"{Case}\n      java {Cut(Java, start)}\n      ours {Cut(Ours, start)}";
    }

    private static string Cut(string text, int start)
    {
        var part = text.Length <= start ? "" : text[start..Math.Min(text.Length, start + Shown)];
        return (start > 0 ? "…" : "") + part.Replace("\n", "\\n", StringComparison.Ordinal) + (text.Length > start + Shown ? "…" : "");
    }
}

/// <summary>
/// The tally of one part of the comparison with Java: every case is equal, an intended difference, or a defect. Not thread-safe; a part adds
/// its cases one after the other.
/// </summary>
internal sealed class Comparison(string part)
{
    private readonly SortedDictionary<string, int> _intended = new(StringComparer.Ordinal);
    private readonly List<Difference> _defects = [];

    public string Part => part;

    public int Cases { get; private set; }

    public int Equal { get; private set; }

    public int Intended { get; private set; }

    public IReadOnlyList<Difference> Defects => _defects;

    /// <summary>How many cases each intended difference explains, by its name.</summary>
    public IReadOnlyDictionary<string, int> IntendedByName => _intended;

    /// <summary>Why the part was not run; null when it was.</summary>
    public string? Skipped { get; set; }

    /// <summary>Adds a case: what Java gave, and what ours gave.</summary>
    public void Add(string name, string java, string ours)
    {
        Cases++;
        if (java == ours)
        {
            Equal++;
            return;
        }
        var (javaLeft, oursLeft, reasons) = IntendedDifference.Explain(name, java, ours);
        if (javaLeft != oursLeft)
        {
            _defects.Add(new Difference(name, javaLeft, oursLeft));
            return;
        }
        Intended++;
        foreach (var reason in reasons)
        {
            _intended[reason] = _intended.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Adds a part that could not go on: a defect whatever the reason is.</summary>
    public void AddFailure(Exception exception)
    {
        Cases++;
        _defects.Add(new Difference("the part could not go on", "", exception.ToString()));
    }

    /// <summary>Adds cases that were compared elsewhere and are equal.</summary>
    public void AddEqual(int cases)
    {
        Cases += cases;
        Equal += cases;
    }
}
