using System.IO.Compression;
using System.Text.Json;
using ConnectNet.Connectors.FacebookAds.Rows;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Connectors.FacebookAds.Sync;

/// <summary>
/// The keys that were sent for each date that may still change, to find the rows that have vanished when a date is read again. They
/// live in the offsets, under the stream's partition and the date. A key is noted before its record is sent and forgotten after its
/// tombstone was, so a crash between the two repeats a tombstone and never loses one that offsets told of. Belongs to one stream of a task.
/// </summary>
internal sealed class KeyInventory(IReadOnlyDictionary<string, object?> streamPartition, string keyHash, ISourceTaskContext task)
{
    /// <summary>More keys would not fit into an offset of Kafka's usual message size.</summary>
    private const int MostKeys = 50_000;

    private readonly Dictionary<DateOnly, HashSet<string>> _known = [];
    private readonly Dictionary<DateOnly, HashSet<string>> _seen = [];

    public static string KeyText(IReadOnlyList<string> parts) => JsonSerializer.Serialize(parts);

    public static string[] KeyParts(string text) => JsonSerializer.Deserialize<string[]>(text)!;

    public async ValueTask BeginAsync(Slice slice, CancellationToken cancellationToken)
    {
        _seen.Clear();
        var missing = slice.Dates.Where(date => !_known.ContainsKey(date)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var offsets = await task.Offsets.GetAsync([.. missing.Select(PartitionOf)], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
        {
            // Keys of another shape cannot be told apart from keys that have vanished.
            _known[missing[i]] = offsets[i]?.GetValueOrDefault("cfg") as string == keyHash ? Unpack(offsets[i]!["keys"] as string) : [];
        }
    }

    public void Restart() => _seen.Clear();

    /// <summary>Notes the keys of a page that is about to be sent.</summary>
    public void Add(IEnumerable<ReadRow> rows)
    {
        foreach (var date in rows.GroupBy(row => row.Date))
        {
            var seen = _seen.TryGetValue(date.Key, out var found) ? found : _seen[date.Key] = [];
            var known = _known.TryGetValue(date.Key, out var before) ? before : _known[date.Key] = [];
            var count = known.Count;
            foreach (var row in date)
            {
                var key = KeyText(row.KeyParts);
                seen.Add(key);
                known.Add(key);
            }

            if (known.Count > count)
            {
                Store(date.Key, known);
            }
        }
    }

    /// <summary>The keys that were sent once and are not in the slice any more.</summary>
    public List<(DateOnly Date, string[] KeyParts)> Vanished(Slice slice) =>
        [.. slice.Dates.SelectMany(date => Vanished(date).Select(key => (date, KeyParts(key))))];

    /// <summary>
    /// Forgets what has vanished, and dates that nothing changes any more; to be called when the tombstones were delivered.
    /// </summary>
    public void Complete(Slice slice, DateOnly finalTo)
    {
        foreach (var date in slice.Dates)
        {
            var seen = _seen.GetValueOrDefault(date) ?? [];
            if (date <= finalTo)
            {
                _known.Remove(date);
                Store(date, []);
            }
            else if (_known[date].Count != seen.Count)
            {
                _known[date] = seen;
                Store(date, seen);
            }
        }

        _seen.Clear();
    }

    private IEnumerable<string> Vanished(DateOnly date) => _known[date].Except(_seen.GetValueOrDefault(date) ?? []).Order(StringComparer.Ordinal);

    private static string Pack(HashSet<string> keys)
    {
        using var bytes = new MemoryStream();
        using (var zip = new DeflateStream(bytes, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(zip, keys.Order(StringComparer.Ordinal));
        }

        return Convert.ToBase64String(bytes.ToArray());
    }

    private static HashSet<string> Unpack(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        using var zip = new DeflateStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<HashSet<string>>(zip)!;
    }

    private OrderedDictionary<string, object?> PartitionOf(DateOnly date) => new(streamPartition) { ["date"] = Slice.Text(date) };

    private void Store(DateOnly date, HashSet<string> keys)
    {
        if (keys.Count > MostKeys)
        {
            Log.TooManyKeys(task.Logger, Slice.Text(date), keys.Count);
        }

        var packed = keys.Count is 0 or > MostKeys ? "" : Pack(keys);
        task.AdvanceOffset(PartitionOf(date), new OrderedDictionary<string, object?> { ["v"] = 1L, ["cfg"] = keyHash, ["keys"] = packed });
    }
}
