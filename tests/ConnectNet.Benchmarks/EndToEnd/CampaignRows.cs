using System.Buffers.Binary;
using System.Text;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// Rows as an ads source delivers them, written by hand: what all contenders read is made by none of them. The same number always gives
/// the same row.
/// </summary>
internal static class CampaignRows
{
    /// <summary>One in so many rows is bad where bad ones are wanted.</summary>
    public const int BadEvery = 100;

    private const string Schema =
        """
        {"schema":{"type":"struct","fields":[{"type":"string","optional":false,"field":"date"},{"type":"string","optional":false,"field":"account_id"},
        {"type":"string","optional":false,"field":"campaign_id"},{"type":"string","optional":true,"field":"campaign_name"},
        {"type":"string","optional":true,"field":"country"},{"type":"string","optional":true,"field":"device"},
        {"type":"string","optional":false,"field":"currency"},{"type":"int64","optional":false,"field":"impressions"},
        {"type":"int64","optional":false,"field":"clicks"},{"type":"double","optional":true,"field":"conversions"},
        {"type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2"},"field":"spend"}],
        "optional":false,"name":"marketing.CampaignDay"},"payload":
        """;

    private static readonly string Envelope = Schema.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
    private static readonly string[] Countries = ["DE", "FR", "JP", "US", "BR", "IN", "GB"];
    private static readonly string[] Devices = ["mobile", "desktop", "tablet"];

    public static byte[] WithSchema(int number)
    {
        Span<byte> cents = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(cents, Cents(number));
        return Encoding.UTF8.GetBytes($"{Envelope}{Row(number, $"\"{Convert.ToBase64String(cents)}\"")}}}");
    }

    /// <summary>The row alone; cut off where <see cref="IsBad"/>.</summary>
    public static byte[] Plain(int number)
    {
        var row = Row(number, $"{Cents(number) / 100}.{Cents(number) % 100:D2}");
        return Encoding.UTF8.GetBytes(IsBad(number) ? row[..(row.Length / 2)] : row);
    }

    public static bool IsBad(int number) => number % BadEvery == BadEvery - 1;

    private static int Cents(int number) => (int)((uint)number * 7919 % 5_000_000);

    private static string Row(int number, string spend)
    {
        var account = number % 37;
        var campaign = number % 977;
        return $$"""
            {"date":"2026-{{(number / 28 % 12) + 1:D2}}-{{(number % 28) + 1:D2}}","account_id":"act_{{1_204_500_000 + account}}","campaign_id":"{{23_851_000_000_000 + campaign}}",
            """ + $$"""
            "campaign_name":"Prospecting | {{Countries[campaign % 7]}} | lookalike {{campaign}}","country":"{{Countries[campaign % 7]}}","device":"{{Devices[number % 3]}}",
            """ + $$"""
            "currency":"EUR","impressions":{{number % 100_003}},"clicks":{{number % 5_003}},"conversions":{{number % 211}}.{{number % 4 * 25:D2}}1,"spend":{{spend}}}
            """;
    }
}
