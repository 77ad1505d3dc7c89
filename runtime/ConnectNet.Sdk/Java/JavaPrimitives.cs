using System.Buffers;
using System.Globalization;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Reads numbers as Java's primitives do: integers take the decimal digits of every script (<c>２</c> is 2), floats those of ASCII only.
/// Pure functions.
/// </summary>
public static class JavaPrimitives
{
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789+-.eE");

    /// <summary>Reads an integer as <c>Long.parseLong</c> and its siblings do: a sign and digits, no blanks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="minimum">The least number of the type.</param>
    /// <param name="maximum">The greatest.</param>
    /// <param name="value">The number.</param>
    /// <returns>False where the text is none of the type.</returns>
    public static bool TryInteger(ReadOnlySpan<char> text, long minimum, long maximum, out long value)
    {
        value = 0;
        var negative = text is ['-', ..];
        var digits = negative || text is ['+', ..] ? text[1..] : text;
        Int128 number = 0;
        foreach (var c in digits)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit < 0 || number > long.MaxValue)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        number = negative ? -number : number;
        if (digits.IsEmpty || number < minimum || number > maximum)
        {
            return false;
        }

        value = (long)number;
        return true;
    }

    /// <summary>Reads an int as <c>Integer.parseInt</c> does.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryInt32(ReadOnlySpan<char> text, out int value)
    {
        var isNumber = TryInteger(text, int.MinValue, int.MaxValue, out var number);
        value = (int)number;
        return isNumber;
    }

    /// <summary>Reads a long as <c>Long.parseLong</c> does.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryInt64(ReadOnlySpan<char> text, out long value) => TryInteger(text, long.MinValue, long.MaxValue, out value);

    /// <summary>
    /// Turns the syntax of <c>Double.parseDouble</c> into .NET's: blanks around and a type letter at the end are allowed, <c>NaN</c> and
    /// <c>Infinity</c> are written so. Hexadecimal floats are not taken.
    /// </summary>
    /// <exception cref="NumberFormatException">The text is no number; the message is Java's.</exception>
    public static string FloatText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var number = text.Trim([.. Enumerable.Range(0, 33).Select(i => (char)i)]);
        var unsigned = number.TrimStart('+', '-');
        if (number.Length - unsigned.Length <= 1 && unsigned is "NaN" or "Infinity")
        {
            return unsigned == "NaN" ? "NaN" : number.TrimStart('+');
        }

        if (number.Length > 1 && number[^1] is 'f' or 'F' or 'd' or 'D')
        {
            number = number[..^1];
        }

        var isNumber = !number.AsSpan().ContainsAnyExcept(FloatCharacters)
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isNumber ? number : throw new NumberFormatException(number.Length == 0 ? "empty String" : $"For input string: \"{text}\"");
    }

    /// <summary>Reads a double as <c>Double.parseDouble</c> does, but for hexadecimal floats.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryFloat64(string text, out double value)
    {
        value = 0;
        try
        {
            value = double.Parse(FloatText(text), NumberStyles.Float, CultureInfo.InvariantCulture);
            return true;
        }
        catch (NumberFormatException)
        {
            return false;
        }
    }

    /// <summary>The text with the decimal digits of other scripts as those of ASCII, as Java's big numbers read them.</summary>
    public static string AsciiDigits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return System.Text.Ascii.IsValid(text)
            ? text
            : string.Create(text.Length, text, static (ascii, original) =>
            {
                for (var i = 0; i < ascii.Length; i++)
                {
                    var digit = CharUnicodeInfo.GetDecimalDigitValue(original[i]);
                    ascii[i] = digit < 0 ? original[i] : (char)('0' + digit);
                }
            });
    }
}
