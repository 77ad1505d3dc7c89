using System.Globalization;
using System.Numerics;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// NUMERIC and BIGNUMERIC: exact decimal text in, canonical decimal text out (no trailing zeros, no exponent), refusing what does not fit.
/// </summary>
internal static class Decimals
{
    private static readonly BigInteger NumericLimit = BigInteger.Pow(10, 38);
    private static readonly BigInteger BigNumericLimit = BigInteger.Pow(2, 255);

    public static string Canonical(string text, ColumnDefinition column)
    {
        var (unscaled, scale) = Parse(text);
        return Canonical(unscaled, scale, column);
    }

    /// <summary>The bytes form of the wire: little-endian two's complement of the value times 10^9 or 10^38.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes, ColumnDefinition column) =>
        Canonical(new BigInteger(bytes), MaxScale(column), column);

    private static string Canonical(BigInteger unscaled, int scale, ColumnDefinition column)
    {
        while (scale > 0 && (unscaled % 10).IsZero)
        {
            unscaled /= 10;
            scale--;
        }
        var allowedScale = column.Precision > 0 ? (int)column.Scale : MaxScale(column);
        if (scale > allowedScale)
        {
            throw new RowFailure($"Field {column.Name}: {column.RestType} allows a scale of {allowedScale}, the value has {scale}");
        }
        var atFullScale = BigInteger.Abs(unscaled) * BigInteger.Pow(10, MaxScale(column) - scale);
        var fits = column.Type == ColumnType.Numeric ? atFullScale < NumericLimit : atFullScale < BigNumericLimit;
        if (fits && column.Precision > 0)
        {
            fits = BigInteger.Abs(unscaled) * BigInteger.Pow(10, allowedScale - scale) < BigInteger.Pow(10, (int)column.Precision);
        }
        return fits ? Text(unscaled, scale) : throw new RowFailure($"Field {column.Name}: {column.RestType} out of range");
    }

    private static int MaxScale(ColumnDefinition column) => column.Type == ColumnType.Numeric ? 9 : 38;

    private static (BigInteger Unscaled, int Scale) Parse(string text)
    {
        var exponent = 0;
        var mantissa = text;
        var e = text.IndexOfAny(['e', 'E']);
        if (e >= 0)
        {
            mantissa = text[..e];
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > 100)
            {
                throw new RowFailure($"Invalid NUMERIC value: {text}");
            }
        }
        var point = mantissa.IndexOf('.');
        var scale = point < 0 ? 0 : mantissa.Length - point - 1;
        if (!BigInteger.TryParse(mantissa.Replace(".", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled))
        {
            throw new RowFailure($"Invalid NUMERIC value: {text}");
        }
        scale -= exponent;
        return scale >= 0 ? (unscaled, scale) : (unscaled * BigInteger.Pow(10, -scale), 0);
    }

    private static string Text(BigInteger unscaled, int scale)
    {
        if (scale == 0)
        {
            return unscaled.ToString(CultureInfo.InvariantCulture);
        }
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }
}
