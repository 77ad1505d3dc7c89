namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// Decides what of a stream is read next, and keeps the offset that says what has been read. Belongs to one stream of a task; not thread safe.
/// </summary>
internal interface IReadingPlan
{
    /// <summary>When there will be something to read again.</summary>
    DateTimeOffset NextCycle { get; }

    /// <summary>The offset of what has been read so far.</summary>
    IReadOnlyDictionary<string, object?> Offset { get; }

    /// <summary>Days from the last date that was read without a gap to today.</summary>
    int LagDays(AccountInfo account, DateTimeOffset now);

    /// <summary>Goes on where a stored offset ends.</summary>
    /// <returns>False when the offset is of another report, so that all is read anew.</returns>
    bool Resume(IReadOnlyDictionary<string, object?>? stored, AccountInfo account, DateTimeOffset now);

    /// <summary>The next slice, or null when nothing is due before <see cref="NextCycle"/>.</summary>
    Slice? Next(AccountInfo account, DateTimeOffset now);

    /// <summary>Puts back the rest of a slice that was too big to be read as a whole.</summary>
    void ReadNext(IReadOnlyList<Slice> slices);

    /// <summary>Notes a slice as read.</summary>
    void Complete(Slice slice, AccountInfo account, DateTimeOffset now);

    /// <summary>Gives up for now: everything is planned anew at the next cycle.</summary>
    void Abandon(DateTimeOffset now);
}
