using System.Text;

namespace ConnectNet.Runtime.Json;

/// <summary>Scans JSON numbers as Jackson does. Keeps the text of the last one; one owner, one thread.</summary>
/// <param name="input">Where to read.</param>
/// <param name="leadingZeros">Whether <c>007</c> is a number; the zeros do not appear in the text.</param>
internal sealed class JacksonNumberScanner(JacksonInput input, bool leadingZeros)
{
    private const int MaxLength = 1000;

    /// <summary>The last number as it stands in the document.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Takes the rest of a number.</summary>
    /// <param name="c">Its first character, already taken.</param>
    /// <param name="atRoot">Whether it is the document's value, which must be followed by white space.</param>
    /// <param name="inside">The token before, which a message about a missing end names.</param>
    public JacksonToken Scan(int c, bool atRoot, JacksonToken inside)
    {
        var text = new StringBuilder();
        if (c == '-')
        {
            text.Append('-');
            c = TakeDigit("expected digit (0-9) to follow minus sign, for valid numeric value", inside, afterMinus: true);
        }

        if (c == '0')
        {
            c = SkipZeros();
        }

        text.Append((char)c);
        TakeDigits(text);
        var token = JacksonToken.Integer;
        if (input.Peek == '.')
        {
            token = JacksonToken.Float;
            text.Append((char)input.Take());
            if (input.AtEnd)
            {
                input.Position--;
                throw input.UnexpectedInNumber(input.Take(), "Decimal point not followed by a digit");
            }

            text.Append((char)TakeDigit("Decimal point not followed by a digit", inside));
            TakeDigits(text);
        }

        if (input.Peek is 'e' or 'E')
        {
            token = JacksonToken.Float;
            text.Append((char)input.Take());
            if (input.Peek is '+' or '-')
            {
                text.Append((char)input.Take());
            }

            text.Append((char)TakeDigit("Exponent indicator not followed by a digit", inside));
            TakeDigits(text);
        }

        if (atRoot && input.Peek is >= 0 and not (' ' or '\t' or '\r' or '\n'))
        {
            throw input.Unexpected(input.Take(), "Expected space separating root-level values");
        }

        Text = text.ToString();
        return Text.Length <= MaxLength ? token : throw TooLong();
    }

    /// <summary>The error for a number that begins with a plus sign.</summary>
    public JacksonException PlusSign()
    {
        if (input.AtEnd)
        {
            return JacksonInput.Error("Unexpected end-of-input in a Number value", input.Here);
        }

        input.Take();
        return JacksonInput.Error(
            "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs: "
                + "enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow",
            input.Last);
    }

    private JacksonException TooLong() => new(
        $"Number value length ({Text.Length}) exceeds the maximum allowed ({MaxLength}, from `StreamReadConstraints.getMaxNumberLength()`)",
        location: null);

    /// <summary>The error for <c>-INF</c> or <c>-Infinity</c>; the letter I is taken.</summary>
    private JacksonException NegativeInfinity()
    {
        var token = input.Peek == 'N' ? "-INF" : "-Infinity";
        for (var i = 2; i < token.Length; i++)
        {
            if (input.AtEnd)
            {
                return JacksonInput.Error("Unexpected end-of-input in a Number value", input.Here);
            }

            var c = input.Take();
            if (c != token[i])
            {
                return input.UnexpectedInNumber(c, "expected digit (0-9) to follow minus sign, for valid numeric value");
            }
        }

        return JacksonInput.Error($"Non-standard token '{token}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", input.Here);
    }

    private int SkipZeros()
    {
        if (input.Peek is not (>= '0' and <= '9'))
        {
            return '0';
        }

        if (!leadingZeros)
        {
            throw JacksonInput.Error("Invalid numeric value: Leading zeroes not allowed", input.Here);
        }

        while (input.Peek == '0')
        {
            input.Position++;
        }

        return input.Peek is >= '0' and <= '9' ? input.Take() : '0';
    }

    private int TakeDigit(string problem, JacksonToken inside, bool afterMinus = false)
    {
        if (input.AtEnd)
        {
            throw JacksonInput.Error("Unexpected end-of-input in " + inside.JavaName(), input.Here);
        }

        var c = input.Take();
        if (c is >= '0' and <= '9')
        {
            return c;
        }

        throw afterMinus && c == 'I' ? NegativeInfinity() : input.UnexpectedInNumber(c, problem);
    }

    private void TakeDigits(StringBuilder text)
    {
        while (input.Peek is >= '0' and <= '9')
        {
            text.Append((char)input.Take());
        }
    }
}
