using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>A page that is ready to be sent, in the order of reading.</summary>
/// <param name="Records">Its records; may be empty.</param>
/// <param name="Slice">The slice it belongs to.</param>
/// <param name="Needs">The version of the inventory that must be committed before the records may be sent.</param>
/// <param name="HeldSince">When it was read.</param>
internal sealed record ReadyPage(IReadOnlyList<SourceRecord> Records, Slice Slice, long Needs, DateTimeOffset HeldSince)
{
    /// <summary>The offset to move to where no record can carry it.</summary>
    public IReadOnlyDictionary<string, object?>? Offset { get; init; }

    /// <summary>To be done when the page's tombstones are delivered.</summary>
    public Action? AfterDelivery { get; init; }
}

/// <summary>
/// Pages on their way to Kafka: those that wait for their keys to be committed, first in first out, and after them those whose
/// tombstones are not delivered yet. Belongs to one stream of a task; deliveries are noted on another thread in the context.
/// </summary>
internal sealed class PageQueue(SyncContext context)
{
    private readonly Queue<ReadyPage> _held = new();
    private readonly List<(List<SourceRecord> Tombstones, ReadyPage Page)> _sent = [];

    /// <summary>Rows that wait.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether nothing is on its way.</summary>
    public bool IsSettled => _held.Count == 0 && _sent.Count == 0;

    public ReadyPage? First => _held.TryPeek(out var first) ? first : null;

    public void Hold(ReadyPage page)
    {
        _held.Enqueue(page);
        Rows += page.Records.Count;
    }

    public void RemoveFirst() => Rows -= _held.Dequeue().Records.Count;

    /// <summary>Notes a page as handed over to the worker.</summary>
    public void Sent(ReadyPage page)
    {
        if (page.AfterDelivery is null)
        {
            return;
        }

        var tombstones = page.Records.Where(record => record.Value is null).ToList();
        tombstones.ForEach(tombstone => context.Undelivered[tombstone] = true);
        _sent.Add((tombstones, page));
    }

    /// <summary>
    /// Does what waited for tombstones: the inventory has source partitions of its own, and nothing orders the commits of one partition
    /// after the records of another.
    /// </summary>
    public void CheckDelivered()
    {
        for (var i = _sent.Count - 1; i >= 0; i--)
        {
            if (!_sent[i].Tombstones.Exists(context.Undelivered.ContainsKey))
            {
                _sent[i].Page.AfterDelivery!();
                _sent.RemoveAt(i);
            }
        }
    }

    /// <summary>Whether dates of the slice are on their way: what was sent of them must be settled before they are read again.</summary>
    public bool Overlaps(Slice slice) =>
        _held.Concat(_sent.Select(sent => sent.Page)).Any(page => page.Slice.From <= slice.To && slice.From <= page.Slice.To);
}
