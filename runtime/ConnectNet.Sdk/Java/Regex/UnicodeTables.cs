using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// What Java 17's Character class knows of code points (Unicode 13), read from <c>unicode-properties.bin</c> at first use. The file is
/// made by <c>CharacterTables.java</c> of the integration tests; .NET's own tables are of a newer Unicode.
/// </summary>
internal static class UnicodeTables
{
    private const int PageBits = 7;

    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>Numbers in the order of Java's general categories: <c>Character.getType</c>.</summary>
    public static int Category(int codePoint) => Kind(codePoint).Category;

    public static bool Is(int codePoint, CharProperties property) => (Kind(codePoint).Properties & property) != 0;

    public static bool IsCategory(int codePoint, int mask) => (mask >> Kind(codePoint).Category & 1) != 0;

    public static int Script(int codePoint) => Kind(codePoint).Script;

    /// <summary>The class that decides on borders of grapheme clusters.</summary>
    public static GraphemeClass Grapheme(int codePoint) => Kind(codePoint).Grapheme;

    public static int ToUpper(int codePoint) => codePoint + Kind(codePoint).Upper;

    public static int ToLower(int codePoint) => codePoint + Kind(codePoint).Lower;

    /// <summary>The number of a script, by its name or ISO 15924 code in any case.</summary>
    public static int? ScriptNumber(string name) =>
        Loaded.Value.Scripts.TryGetValue(name.ToUpperInvariant(), out var script) ? script : null;

    /// <summary>First and last code point of a block, by one of its names in any case.</summary>
    public static (int First, int Last)? Block(string name) =>
        Loaded.Value.Blocks.TryGetValue(name.ToUpperInvariant(), out var block) ? (block.First, block.Last) : null;

    /// <summary>The block's name as Java's constant has it; null where no block is.</summary>
    public static string? BlockName(int codePoint)
    {
        foreach (var block in Loaded.Value.Blocks.Values)
        {
            if (block.First <= codePoint && codePoint <= block.Last)
            {
                return block.Name;
            }
        }

        return null;
    }

    /// <summary>Opens one of the files that <c>CharacterTables.java</c> writes.</summary>
    public static BinaryReader Open(string file) => new(new DeflateStream(
        typeof(UnicodeTables).Assembly.GetManifestResourceStream(file)!, CompressionMode.Decompress));

    private static ref readonly CharKind Kind(int codePoint)
    {
        var tables = Loaded.Value;
        return ref tables.Kinds[tables.Pages[(tables.PageOf[codePoint >> PageBits] << PageBits) + (codePoint & ((1 << PageBits) - 1))]];
    }

    private static Tables Load()
    {
        using var reader = Open("unicode-properties.bin");
        var kinds = new CharKind[reader.Read7BitEncodedInt()];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = new CharKind(
                reader.Read7BitEncodedInt(),
                reader.Read7BitEncodedInt(),
                (GraphemeClass)reader.Read7BitEncodedInt(),
                (CharProperties)reader.Read7BitEncodedInt(),
                Signed(reader.Read7BitEncodedInt()),
                Signed(reader.Read7BitEncodedInt()));
        }

        var (pageOf, pages) = Paged(reader);
        using var text = new StreamReader(reader.BaseStream, Encoding.UTF8);
        var scripts = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        for (; text.ReadLine() is { Length: > 0 } line; number++)
        {
            foreach (var name in line.Split('\t'))
            {
                scripts[name] = number;
            }
        }

        return new Tables(kinds, pageOf, pages, scripts, Blocks(text));
    }

    private static int Signed(int zigzag) => zigzag >> 1 ^ -(zigzag & 1);

    /// <summary>Runs of equal kinds as pages, each stored once.</summary>
    private static (ushort[] PageOf, ushort[] Pages) Paged(BinaryReader reader)
    {
        var kindOf = new ushort[0x110000];
        var at = 0;
        for (var runs = reader.Read7BitEncodedInt(); runs > 0; runs--)
        {
            var length = reader.Read7BitEncodedInt();
            kindOf.AsSpan(at, length).Fill((ushort)reader.Read7BitEncodedInt());
            at += length;
        }

        var pageOf = new ushort[kindOf.Length >> PageBits];
        var pages = new List<ushort>();
        var known = new Dictionary<string, ushort>(StringComparer.Ordinal);
        for (var page = 0; page < pageOf.Length; page++)
        {
            var content = kindOf.AsSpan(page << PageBits, 1 << PageBits);
            var key = new string(System.Runtime.InteropServices.MemoryMarshal.Cast<ushort, char>(content));
            if (!known.TryGetValue(key, out pageOf[page]))
            {
                known[key] = pageOf[page] = (ushort)(pages.Count >> PageBits);
                pages.AddRange(content);
            }
        }

        return (pageOf, [.. pages]);
    }

    private static Dictionary<string, UnicodeBlock> Blocks(StreamReader text)
    {
        var blocks = new Dictionary<string, UnicodeBlock>(StringComparer.Ordinal);
        while (text.ReadLine() is { } line)
        {
            var parts = line.Split('\t');
            var block = new UnicodeBlock(
                int.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                parts[2]);
            foreach (var name in parts[2..])
            {
                blocks[name] = block;
            }
        }

        return blocks;
    }

    private sealed record UnicodeBlock(int First, int Last, string Name);

    private readonly record struct CharKind(
        int Category, int Script, GraphemeClass Grapheme, CharProperties Properties, int Upper, int Lower);

    private sealed record Tables(
        CharKind[] Kinds, ushort[] PageOf, ushort[] Pages, Dictionary<string, int> Scripts, Dictionary<string, UnicodeBlock> Blocks);
}

/// <summary>What Java's Character tells of a code point beside its category, in the order of <c>CharacterTables.java</c>.</summary>
[Flags]
internal enum CharProperties
{
    None = 0,
    Alphabetic = 1,
    Ideographic = 1 << 1,
    LowerCase = 1 << 2,
    UpperCase = 1 << 3,
    JavaIdentifierStart = 1 << 4,
    JavaIdentifierPart = 1 << 5,
    UnicodeIdentifierStart = 1 << 6,
    UnicodeIdentifierPart = 1 << 7,
    IdentifierIgnorable = 1 << 8,
    Mirrored = 1 << 9,
    Whitespace = 1 << 10,
}
