using System.Globalization;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>Dates and times as JSON texts: <c>2024-01-31</c>, <c>23:59:59.000Z</c>, <c>2024-01-31T23:59:59.000Z</c>. Pure functions.</summary>
internal static class TimeTexts
{
    /// <summary>The text; where there is no schema it is a timestamp. Years that four digits do not hold are told by the milliseconds.</summary>
    public static string Of(EpochMillis value, Schema? schema)
    {
        if (value.Value < -62_135_596_800_000 || value.Value > 253_402_300_799_999)
        {
            return value.ToString();
        }

        return value.ToDateTimeOffset().ToString(
            schema?.Name switch
            {
                LogicalTypes.DateName => "yyyy-MM-dd",
                LogicalTypes.TimeName => "HH:mm:ss.fff'Z'",
                _ => "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            },
            CultureInfo.InvariantCulture);
    }
}
