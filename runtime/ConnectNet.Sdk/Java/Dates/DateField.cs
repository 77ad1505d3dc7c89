namespace ConnectNet.Sdk.Java;

/// <summary>What a text can tell of a point in time, after Java's calendar.</summary>
internal enum DateField
{
    Era,
    Year,
    WeekYear,
    Month,
    WeekOfYear,
    WeekOfMonth,
    DayOfMonth,
    DayOfYear,
    DayOfWeek,
    DayOfWeekInMonth,
    AmPm,
    Hour,
    HourOfDay,
    Minute,
    Second,
    Millisecond,
    ZoneOffset,
    DaylightOffset,
}
