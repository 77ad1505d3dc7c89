using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Json;

/// <summary>Number texts as Java writes them, in JSON and elsewhere; see <see cref="JavaFloatText"/>. Pure functions.</summary>
internal static class JavaNumbers
{
    /// <summary>No text of a double or float is longer.</summary>
    public const int MaxLength = JavaFloatText.MaxLength;

    /// <summary>The text of a double, such as <c>1.0E10</c>.</summary>
    public static string Text(double value) => JavaFloatText.Of(value);

    /// <summary>The text of a float.</summary>
    public static string Text(float value) => JavaFloatText.Of(value);

    /// <summary>The text of a decimal, such as <c>1.50</c> or <c>1E+3</c>.</summary>
    public static string Text(BigDecimal value) => value.ToString();

    /// <summary>Writes the text of a double in ASCII.</summary>
    /// <returns>Its length, at most <see cref="MaxLength"/>.</returns>
    public static int Format(double value, Span<byte> text) => JavaFloatText.Format(value, text);

    /// <summary>Writes the text of a float in ASCII.</summary>
    /// <returns>Its length, at most <see cref="MaxLength"/>.</returns>
    public static int Format(float value, Span<byte> text) => JavaFloatText.Format(value, text);
}
