namespace ConnectNet.Sdk.Java;

/// <summary>Comparison of texts in any case as Java's <c>regionMatches</c> does it: by characters, upper case first, then lower.</summary>
internal static class JavaCase
{
    /// <summary>Whether a text has a name at a place.</summary>
    public static bool StartsWith(string text, int at, string name)
    {
        if (at + name.Length > text.Length)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (text[at + i] != name[i] && Fold(text[at + i]) != Fold(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The character that stands for all that differ by case only.</summary>
    public static char Fold(char c) => c switch
    {
        // .NET keeps these apart from the letters of ASCII.
        'ı' or 'İ' => 'i',
        'ſ' => 's',
        '\u212A' => 'k',
        _ => char.ToLowerInvariant(char.ToUpperInvariant(c)),
    };
}
