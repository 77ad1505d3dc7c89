using System.Globalization;
using System.Text;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// What an opaque cursor stands for: rows passed, pages given, when it was made. Short-lived, and bound to its endpoint by nothing else.
/// </summary>
internal readonly record struct Cursor(int Rows, int Pages, long MadeAtSeconds)
{
    public static Cursor Parse(string? text, DateTimeOffset now, TimeSpan lifetime)
    {
        if (text is null)
        {
            return default;
        }

        try
        {
            var parts = Encoding.ASCII.GetString(Convert.FromBase64String(text)).Split(':');
            var cursor = new Cursor(int.Parse(parts[0]), int.Parse(parts[1]), long.Parse(parts[2], CultureInfo.InvariantCulture));
            if (now.ToUnixTimeSeconds() - cursor.MadeAtSeconds <= lifetime.TotalSeconds)
            {
                return cursor;
            }
        }
        catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException)
        {
            // Refused below, as an expired one is.
        }

        throw GraphError.BadParameter("Invalid cursor: the cursor is expired or malformed");
    }

    public override string ToString() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Rows}:{Pages}:{MadeAtSeconds}"));
}
