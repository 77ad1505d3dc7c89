using System.IO.Compression;
using System.Text.Json;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// The keys that were sent for each date that may still change, to find the rows that have vanished when a date is read again. They
/// live in the offsets, under the stream's partition and the date. A row is sent only when its key is committed there, and a key is
/// forgotten only when its tombstone was delivered: no crash leaves a row that nobody knows of. Belongs to one stream of a task.
/// </summary>
internal sealed class KeyInventory(IReadOnlyDictionary<string, object?> streamPartition, string keyHash, ISourceTaskContext task)
{
    /// <summary>More keys would not fit into an offset of Kafka's usual message size.</summary>
    private const int MostKeys = 50_000;

    private readonly Dictionary<DateOnly, HashSet<string>> _known = [];
    private readonly Dictionary<DateOnly, HashSet<string>> _seen = [];
    private readonly Dictionary<DateOnly, (long Since, string Keys)> _uncommitted = [];
    private long _version;

    /// <summary>All changes up to this one are committed.</summary>
    public long CommittedVersion => _uncommitted.Count == 0 ? _version : _uncommitted.Values.Min(change => change.Since) - 1;

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

    /// <summary>Notes the keys of a page. Dates that are final already are not read again, so their keys need not be kept.</summary>
    /// <param name="rows">The page.</param>
    /// <param name="finalTo">The last date that is final; null where nothing ever is.</param>
    /// <returns>The version that must be committed before the page is sent; 0 when no key is new.</returns>
    public long Add(IEnumerable<ReadRow> rows, DateOnly? finalTo)
    {
        var version = _version;
        foreach (var date in rows.GroupBy(row => row.Date))
        {
            var seen = _seen.TryGetValue(date.Key, out var found) ? found : _seen[date.Key] = [];
            var known = _known.TryGetValue(date.Key, out var before) ? before : _known[date.Key] = [];
            var count = known.Count;
            foreach (var row in date)
            {
                var key = KeyText(row.KeyParts);
                seen.Add(key);
                if (!(date.Key <= finalTo))
                {
                    known.Add(key);
                }
            }

            if (known.Count > count)
            {
                Store(date.Key, known);
            }
        }

        return _version > version ? _version : 0;
    }

    /// <summary>The keys that were sent once and are not in the slice any more.</summary>
    public List<(DateOnly Date, string Key)> Vanished(Slice slice) => [.. slice.Dates.SelectMany(date =>
        _known[date].Except(_seen.GetValueOrDefault(date) ?? []).Order(StringComparer.Ordinal).Select(key => (date, key)))];

    /// <summary>Forgets what has vanished, and dates that nothing changes any more; to be called when the tombstones were delivered.</summary>
    public void Forget(Slice slice, IReadOnlyList<(DateOnly Date, string Key)> vanished, DateOnly? finalTo)
    {
        foreach (var date in slice.Dates)
        {
            var known = _known.GetValueOrDefault(date) ?? [];
            var count = known.Count;
            known.ExceptWith(date <= finalTo ? [.. known] : vanished.Where(gone => gone.Date == date).Select(gone => gone.Key));
            if (known.Count < count)
            {
                Store(date, known);
            }

            if (date <= finalTo)
            {
                _known.Remove(date);
            }
        }
    }

    /// <summary>Looks which changes are committed by now.</summary>
    public async ValueTask CheckCommittedAsync(CancellationToken cancellationToken)
    {
        if (_uncommitted.Count == 0)
        {
            return;
        }

        var dates = _uncommitted.Keys.ToList();
        var offsets = await task.Offsets.GetAsync([.. dates.Select(PartitionOf)], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < dates.Count; i++)
        {
            if (offsets[i]?.GetValueOrDefault("keys") as string == _uncommitted[dates[i]].Keys && (string?)offsets[i]!["cfg"] == keyHash)
            {
                _uncommitted.Remove(dates[i]);
            }
        }
    }

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
        _version++;
        _uncommitted[date] = (_uncommitted.TryGetValue(date, out var earlier) ? earlier.Since : _version, packed);
        task.AdvanceOffset(PartitionOf(date), new OrderedDictionary<string, object?> { ["v"] = 1L, ["cfg"] = keyHash, ["keys"] = packed });
    }
}
