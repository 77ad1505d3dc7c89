using System.Globalization;
using System.Text.Json;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// Turns what a client sent for a column into the one value the stand-in stores for its type: INT64 long, FLOAT double, BOOL bool,
/// BYTES byte[], TIMESTAMP long (microseconds), STRUCT a dictionary, REPEATED a list, everything else canonical text.
/// </summary>
internal static class ColumnValues
{
    private const long MinMicros = -62135596800000000;
    private const long MaxMicros = 253402300799999999;

    /// <summary>A scalar off the wire: long, double, bool, string or byte[].</summary>
    public static object From(object raw, ColumnDefinition column) => (column.Type, raw) switch
    {
        (ColumnType.String or ColumnType.Geography or ColumnType.Interval, string text) => text,
        (ColumnType.Json, string text) => Json(text, column),
        (ColumnType.Int64, long number) => number,
        (ColumnType.Int64, string text) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        (ColumnType.Double, double number) => number,
        (ColumnType.Double, long number) => (double)number,
        (ColumnType.Bool, bool flag) => flag,
        (ColumnType.Bool, long number) when number is 0 or 1 => number == 1,
        (ColumnType.Bytes, byte[] bytes) => bytes,
        (ColumnType.Timestamp, long micros) => micros is >= MinMicros and <= MaxMicros ? micros : throw OutOfRange(column, micros),
        (ColumnType.Timestamp, string text) => Micros(text, column),
        (ColumnType.Date, long days) => Date(days, column),
        (ColumnType.Date, string text) => Checked(text, "yyyy-MM-dd", column),
        (ColumnType.Time, long packed) => UnpackTime(packed, column),
        (ColumnType.Time, string text) => TrimFraction(Checked(text, TimeFormat(text), column)),
        (ColumnType.DateTime, long packed) => UnpackDateTime(packed, column),
        (ColumnType.DateTime, string text) => TrimFraction(Checked(text.Replace(' ', 'T'), "yyyy-MM-ddT" + TimeFormat(text), column)),
        (ColumnType.Numeric or ColumnType.BigNumeric, string text) => Decimals.Canonical(text, column),
        (ColumnType.Numeric or ColumnType.BigNumeric, byte[] bytes) => Decimals.FromBytes(bytes, column),
        (ColumnType.Numeric or ColumnType.BigNumeric, long number) => Decimals.Canonical(number.ToString(CultureInfo.InvariantCulture), column),
        (ColumnType.Numeric or ColumnType.BigNumeric, double number) when double.IsFinite(number) =>
            Decimals.Canonical(number.ToString("R", CultureInfo.InvariantCulture), column),
        _ => throw new RowFailure($"Field {column.Name}: a value of kind {KindOf(raw)} cannot be stored as {column.RestType}"),
    };

    /// <summary>A value of an insertAll row.</summary>
    public static object? FromJson(JsonElement json, ColumnDefinition column)
    {
        if (column.Mode == ColumnMode.Repeated)
        {
            return json.ValueKind switch
            {
                JsonValueKind.Null => new List<object?>(),
                JsonValueKind.Array => json.EnumerateArray().Select(item => FromJsonScalar(item, column)
                    ?? throw new RowFailure($"Field {column.Name}: Only optional fields can be set to NULL.")).ToList<object?>(),
                _ => throw new RowFailure($"Array specified for non-repeated field: {column.Name}."),
            };
        }
        return FromJsonScalar(json, column);
    }

    private static object? FromJsonScalar(JsonElement json, ColumnDefinition column) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object when column.Type == ColumnType.Struct => JsonRows.Read(json, column.Fields),
        JsonValueKind.Object or JsonValueKind.Array when column.Type == ColumnType.Json => Json(json.GetRawText(), column),
        JsonValueKind.True or JsonValueKind.False => From(json.GetBoolean(), column),
        JsonValueKind.Number when column.Type == ColumnType.Timestamp => (long)(json.GetDouble() * 1e6),
        JsonValueKind.Number when column.Type is ColumnType.Numeric or ColumnType.BigNumeric => From(json.GetRawText(), column),
        JsonValueKind.Number when column.Type == ColumnType.String => json.GetRawText(),
        JsonValueKind.Number => json.TryGetInt64(out var number) ? From(number, column) : From(json.GetDouble(), column),
        JsonValueKind.String when column.Type == ColumnType.Bytes => Convert.FromBase64String(json.GetString()!),
        JsonValueKind.String when column.Type == ColumnType.Bool => From(bool.Parse(json.GetString()!), column),
        JsonValueKind.String when column.Type == ColumnType.Double => double.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        JsonValueKind.String => From(json.GetString()!, column),
        _ => throw new RowFailure($"Field {column.Name}: {json.ValueKind} cannot be stored as {column.RestType}"),
    };

    /// <summary>A literal default expression; other expressions are not evaluated.</summary>
    public static object? Default(ColumnDefinition column)
    {
        var text = column.DefaultExpression!.Trim();
        if (text.Length >= 2 && text[0] is '\'' or '"')
        {
            return From(text[1..^1], column);
        }
        return bool.TryParse(text, out var flag) ? From(flag, column)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? From(number, column)
            : null;
    }

    private static string Json(string text, ColumnDefinition column)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return text;
        }
        catch (JsonException)
        {
            throw new RowFailure($"Field {column.Name}: Invalid JSON value");
        }
    }

    private static long Micros(string text, ColumnDefinition column)
    {
        var zoned = text.EndsWith(" UTC", StringComparison.Ordinal) ? text[..^4] + "Z" : text;
        return DateTimeOffset.TryParse(zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10
            : throw new RowFailure($"Field {column.Name}: Invalid timestamp string \"{text}\"");
    }

    private static string Date(long days, ColumnDefinition column) => days is >= -719162 and <= 2932896
        ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : throw OutOfRange(column, days);

    private static string UnpackTime(long packed, ColumnDefinition column)
    {
        var (micros, rest) = (packed & 0xFFFFF, packed >> 20);
        return Clock(rest >> 12, (rest >> 6) & 0x3F, rest & 0x3F, micros, column, packed);
    }

    private static string UnpackDateTime(long packed, ColumnDefinition column)
    {
        var (micros, rest) = (packed & 0xFFFFF, packed >> 20);
        var (year, month, day) = (rest >> 26, (rest >> 22) & 0xF, (rest >> 17) & 0x1F);
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month))
        {
            throw OutOfRange(column, packed);
        }
        return $"{year:D4}-{month:D2}-{day:D2}T{Clock((rest >> 12) & 0x1F, (rest >> 6) & 0x3F, rest & 0x3F, micros, column, packed)}";
    }

    private static string Clock(long hour, long minute, long second, long micros, ColumnDefinition column, long packed) =>
        hour is >= 0 and < 24 && minute < 60 && second < 60 && micros < 1_000_000
            ? TrimFraction($"{hour:D2}:{minute:D2}:{second:D2}.{micros:D6}")
            : throw OutOfRange(column, packed);

    private static string TimeFormat(string text)
    {
        var point = text.IndexOf('.');
        return point < 0 ? "HH:mm:ss" : "HH:mm:ss." + new string('f', Math.Clamp(text.Length - point - 1, 1, 6));
    }

    private static string Checked(string text, string format, ColumnDefinition column) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : throw new RowFailure($"Field {column.Name}: Invalid {column.RestType} string \"{text}\"");

    private static string TrimFraction(string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    private static RowFailure OutOfRange(ColumnDefinition column, long value) =>
        new($"Field {column.Name}: {column.RestType} value {value} is out of range");

    private static string KindOf(object raw) => raw switch
    {
        long => "int64",
        double => "double",
        bool => "bool",
        string => "string",
        byte[] => "bytes",
        _ => "message",
    };
}
