using System.Globalization;

namespace ConnectNet.Connectors.FacebookAds.Sync;

/// <summary>A range of dates in the account's zone, both included: what is read, and recorded as read, as a whole.</summary>
internal readonly record struct Slice(DateOnly From, DateOnly To)
{
    public IEnumerable<DateOnly> Dates
    {
        get
        {
            for (var date = From; date <= To; date = date.AddDays(1))
            {
                yield return date;
            }
        }
    }

    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override string ToString() => From == To ? Text(From) : $"{Text(From)}..{Text(To)}";
}
