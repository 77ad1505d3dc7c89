using System.Globalization;
using System.Numerics;
using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>Values of NUMERIC and BIGNUMERIC columns: exact or refused, never rounded.</summary>
internal static class Numerics
{
    private const int MaxDigits = 1000;
    private static readonly BigInteger NumericLimit = BigInteger.Pow(10, 38);
    private static readonly BigInteger BigNumericLimit = BigInteger.Pow(2, 255);

    /// <summary>The number, or null when the value is none.</summary>
    public static BigDecimal? From(object value) => value switch
    {
        BigDecimal number => number,
        long number => new BigDecimal(number, 0),
        int number => new BigDecimal(number, 0),
        short number => new BigDecimal(number, 0),
        sbyte number => new BigDecimal(number, 0),
        double number when double.IsFinite(number) => BigDecimal.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        float number when float.IsFinite(number) => BigDecimal.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        // More digits fit no column, and would take long to read.
        string { Length: <= MaxDigits } text when BigDecimal.TryParse(text, out var number) => number,
        Struct { Schema.Name: LogicalNames.VariableScaleDecimal } variable
            when variable.Get("scale") is int scale && variable.Get("value") is byte[] bytes => BigDecimal.FromUnscaledBytes(bytes, scale),
        _ => null,
    };

    /// <exception cref="ConversionException">The column cannot hold all its digits.</exception>
    public static string Text(BigDecimal number, Column column)
    {
        var maxScale = column.Type == ColumnType.Numeric ? 9 : 38;
        var limit = column.Type == ColumnType.Numeric ? NumericLimit : BigNumericLimit;
        var scale = column.Precision > 0 ? column.Scale : maxScale;
        if (number.Unscaled.IsZero)
        {
            return "0";
        }

        if (number.Scale < -MaxDigits)
        {
            throw TooLarge(column);
        }

        var exact = number.Scale > MaxDigits ? throw TooFine(column, scale) : number;
        try
        {
            exact = number.Scale > scale ? number.WithScale(scale) : number;
        }
        catch (ArithmeticException)
        {
            throw TooFine(column, scale);
        }

        var unscaled = BigInteger.Abs(exact.Unscaled);
        if (unscaled * BigInteger.Pow(10, maxScale - exact.Scale) >= limit
            || (column.Precision > 0 && unscaled * BigInteger.Pow(10, scale - exact.Scale) >= BigInteger.Pow(10, column.Precision)))
        {
            throw TooLarge(column);
        }

        return exact.ToPlainString();
    }

    private static ConversionException TooFine(Column column, int scale) => new($"is {Describe(column)}, the value has more than {scale} digits after the point");

    private static ConversionException TooLarge(Column column) => new($"is {Describe(column)}, the value has too many digits before the point");

    private static string Describe(Column column) => column.Precision > 0 ? $"{column.RestType}({column.Precision}, {column.Scale})" : column.RestType;
}
