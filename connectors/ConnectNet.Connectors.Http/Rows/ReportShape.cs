using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Rows;

/// <summary>A column of a stream's records between the common ones.</summary>
internal sealed record Column(string Name, Schema Schema);

/// <summary>
/// Key and value schemas of a stream's records, the same in all API sources at their beginning and end, and built once so that converters can
/// cache them by reference: platform, account, date, zone and currency; the stream's columns; where the row comes from and whether it is final.
/// Immutable.
/// </summary>
internal sealed class ReportShape
{
    private readonly string _platform;
    private readonly string _topic;
    private readonly bool _isDated;
    private readonly bool _includeRaw;

    /// <param name="platform">The platform's name.</param>
    /// <param name="report">The stream.</param>
    /// <param name="keyFields">What is in the key beside account and date; texts.</param>
    /// <param name="columns">The columns between the common ones.</param>
    /// <param name="includeRaw">Whether records carry the row as received.</param>
    public ReportShape(string platform, Report report, IEnumerable<string> keyFields, IReadOnlyList<Column> columns, bool includeRaw)
    {
        (_platform, _topic, _isDated, _includeRaw) = (platform, report.Topic, report.IsDated, includeRaw);
        Key = BuildKey(keyFields);
        Value = BuildValue(columns);
    }

    public Schema Key { get; }

    public Schema Value { get; }

    /// <summary>A value with the common fields of its beginning.</summary>
    public Struct Begin(AccountInfo account, DateOnly date)
    {
        var value = new Struct(Value)
            .Put("platform", _platform)
            .Put("account_id", account.Id)
            .Put("account_name", account.Name)
            .Put("account_timezone", account.ZoneName)
            .Put("currency", account.Currency);
        return _isDated ? value.Put("date", EpochMillis.From(date)) : value;
    }

    /// <summary>Fills the common fields of the end, and makes the row.</summary>
    /// <param name="value">From <see cref="Begin"/>.</param>
    /// <param name="keyParts">The key beside account and date.</param>
    /// <param name="origin">Where the row comes from.</param>
    /// <param name="raw">The row as received; asked for only where records carry it.</param>
    public ReadRow End(Struct value, string[] keyParts, RowOrigin origin, Func<string> raw)
    {
        value.Put("api_version", origin.ApiVersion)
            .Put("extracted_at", EpochMillis.From(origin.Time))
            .Put("slice", origin.Slice.ToString());
        if (_isDated)
        {
            value.Put("is_final", origin.IsFinal);
        }

        if (_includeRaw)
        {
            value.Put("raw", raw());
        }

        var key = KeyOf((string)value.Get("account_id")!, origin.Date, keyParts);
        return new ReadRow(Record(key, Value, value, origin.Time), origin.Date, keyParts);
    }

    /// <summary>The record that deletes a row.</summary>
    public SourceRecord Tombstone(string accountId, DateOnly date, IReadOnlyList<string> keyParts, DateTimeOffset time) =>
        Record(KeyOf(accountId, date, keyParts), null, null, time);

    private SourceRecord Record(Struct key, Schema? schema, Struct? value, DateTimeOffset time) => new()
    {
        Topic = _topic,
        KeySchema = Key,
        Key = key,
        ValueSchema = schema,
        Value = value,
        Timestamp = time.ToUnixTimeMilliseconds(),
    };

    private Struct KeyOf(string accountId, DateOnly date, IReadOnlyList<string> parts)
    {
        var key = new Struct(Key).Put("account_id", accountId);
        if (_isDated)
        {
            key.Put("date", EpochMillis.From(date));
        }

        var first = Key.Fields.Count - parts.Count;
        for (var i = 0; i < parts.Count; i++)
        {
            key.Put(Key.Fields[first + i], parts[i]);
        }

        return key;
    }

    private Schema BuildKey(IEnumerable<string> keyFields)
    {
        var key = SchemaBuilder.Struct().Field("account_id", Schema.String);
        if (_isDated)
        {
            key.Field("date", LogicalTypes.Date);
        }

        foreach (var field in keyFields)
        {
            key.Field(field, Schema.String);
        }

        return key.Build();
    }

    private Schema BuildValue(IReadOnlyList<Column> columns)
    {
        var value = SchemaBuilder.Struct()
            .Field("platform", Schema.String)
            .Field("account_id", Schema.String)
            .Field("account_name", Schema.OptionalString);
        if (_isDated)
        {
            value.Field("date", LogicalTypes.Date);
        }

        value.Field("account_timezone", Schema.String).Field("currency", Schema.String);
        foreach (var column in columns)
        {
            value.Field(column.Name, column.Schema);
        }

        value.Field("api_version", Schema.String)
            .Field("extracted_at", LogicalTypes.Timestamp)
            .Field("slice", Schema.String);
        if (_isDated)
        {
            value.Field("is_final", Schema.Boolean);
        }

        return (_includeRaw ? value.Field("raw", Schema.OptionalString) : value).Build();
    }
}

/// <summary>Where a row comes from.</summary>
/// <param name="Date">Its date in the account's zone; the default where the stream has none.</param>
/// <param name="Slice">What was read.</param>
/// <param name="Time">When.</param>
/// <param name="ApiVersion">The version of the API that gave it.</param>
/// <param name="IsFinal">Whether it is too old to be restated.</param>
internal readonly record struct RowOrigin(DateOnly Date, Slice Slice, DateTimeOffset Time, string ApiVersion, bool IsFinal);
