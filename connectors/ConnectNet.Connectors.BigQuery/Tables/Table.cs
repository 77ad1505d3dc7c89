using System.Text.Json.Nodes;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rest;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>
/// A destination table: makes sure that it exists and has the columns records need, and keeps the plans by which records become its rows.
/// Records are prepared and planned on the task's thread; <see cref="EnsureExistsAsync"/> may run beside that.
/// </summary>
internal sealed class Table(TableId id, BigQuerySinkConfig config, TablesApi api, ILogger logger, TimeProvider time) : IDisposable
{
    private const int MaxPlans = 1000;
    private static readonly TimeSpan ProblemLifetime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(Schema? Value, Schema? Key), Planned> _plans = [];
    private readonly RowShape _shape = new(config);
    private readonly SchemaEvolution _evolution = new(config);
    private readonly SemaphoreSlim _changes = new(1, 1);
    private volatile TableResource? _resource;
    private RowFormat? _format;
    private JsonObject? _definition;
    private long? _missingAt;

    /// <param name="Plan">The plan, unless there is a problem.</param>
    /// <param name="Problem">Why records of the schemas do not fit.</param>
    /// <param name="FoundAt">When it was found; null for a problem that no change of the table can cure.</param>
    private sealed record Planned(RowPlan? Plan, ConversionException? Problem = null, long? FoundAt = null);

    public TableId Id => id;

    /// <summary>The table's path in stream names.</summary>
    public string Path => $"projects/{config.Project}/datasets/{id.Dataset}/tables/{id.Table}";

    /// <summary>What is known of the table; null before the first record.</summary>
    public TableResource? Resource => _resource;

    /// <summary>
    /// Looks up, creates or extends the table so that the record can be planned. Cheap once done for its schemas. What the record asks of the
    /// table and cannot be had is kept as the problem of its schemas, for <see cref="Plan"/>.
    /// </summary>
    /// <exception cref="RetriableException">BigQuery cannot be asked now; nothing has been taken.</exception>
    /// <exception cref="ConnectException">BigQuery refuses whatever the record.</exception>
    public async ValueTask PrepareAsync(SinkRecord record, CancellationToken cancellationToken)
    {
        var key = (record.ValueSchema, KeySchema(record));
        if (_plans.TryGetValue(key, out var known))
        {
            if (known.FoundAt is not { } foundAt || time.GetElapsedTime(foundAt) < ProblemLifetime)
            {
                return;
            }

        }

        long? found = null;
        try
        {
            var columns = _shape.Columns(record.ValueSchema, key.Item2);
            var primaryKey = _shape.PrimaryKey(key.Item2);
            found = time.GetTimestamp();
            if (await AdaptAsync(columns, primaryKey, record, isKnown: known is null, cancellationToken).ConfigureAwait(false))
            {
                _plans[key] = new Planned(new RowPlan(_format!, record.ValueSchema, key.Item2, primaryKey, config));
            }
        }
        catch (ConversionException problem)
        {
            _plans[key] = new Planned(null, problem, found);
        }
    }

    /// <summary>Forgets the plans when there are very many. Not to be called between preparing records and planning them.</summary>
    public void TrimPlans()
    {
        if (_plans.Count > MaxPlans)
        {
            _plans.Clear();
        }
    }

    /// <summary>The plan for a record that was prepared; null for a tombstone when there is no table to delete from.</summary>
    /// <exception cref="ConversionException">Records of its schemas do not fit.</exception>
    public RowPlan? Plan(SinkRecord record)
    {
        var key = (record.ValueSchema, KeySchema(record));
        if (!_plans.TryGetValue(key, out var planned))
        {
            return null;
        }

        if (planned.Problem is not null)
        {
            throw new ConversionException(planned.Problem.Message);
        }

        if (!ReferenceEquals(planned.Plan!.Format, _format))
        {
            planned = new Planned(new RowPlan(_format!, record.ValueSchema, key.Item2, _shape.PrimaryKey(key.Item2), config));
            _plans[key] = planned;
        }

        return planned.Plan;
    }

    public void Dispose() => _changes.Dispose();

    /// <summary>
    /// Appends do not find the table: looks again, and creates it as it was when it is gone.
    /// </summary>
    /// <returns>False when it is gone and must not be created.</returns>
    public async ValueTask<bool> EnsureExistsAsync(CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await api.GetAsync(id, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }

            if (!config.Boolean(Keys.AutoCreateTables) || _resource is null)
            {
                return false;
            }

            var definition = (JsonObject)(_definition?.DeepClone() ?? new JsonObject());
            definition["schema"] = ColumnJson.Write(_resource.Columns);
            await api.InsertAsync(id, definition, cancellationToken).ConfigureAwait(false);
            Log.TableCreated(logger, id);
            return true;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>The key's schema matters only where the key becomes columns.</summary>
    private Schema? KeySchema(SinkRecord record) => config.WritesChanges || config.KeyColumn is not null ? record.KeySchema : null;

    /// <returns>False for a tombstone when there is no table.</returns>
    private async ValueTask<bool> AdaptAsync(
        IReadOnlyList<Column>? columns, IReadOnlyList<string> primaryKey, SinkRecord record, bool isKnown, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Where there was a problem, somebody may have changed the table by hand meanwhile.
            var resource = (isKnown ? _resource : null) ?? await LookUpAsync(record, cancellationToken).ConfigureAwait(false);
            if (resource is null && record.Value is null)
            {
                return false;
            }

            _resource = resource ?? await CreateAsync(columns, primaryKey, record, cancellationToken).ConfigureAwait(false);
            CheckPrimaryKey(_resource, primaryKey);
            if (columns is not null)
            {
                await ExtendAsync(columns, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _changes.Release();
        }

        if (_format is null || !ReferenceEquals(_format.Columns, _resource.Columns))
        {
            _format = new RowFormat(_resource.Columns, config.WritesChanges);
        }

        return true;
    }

    private async ValueTask<TableResource> CreateAsync(
        IReadOnlyList<Column>? columns, IReadOnlyList<string> primaryKey, SinkRecord record, CancellationToken cancellationToken)
    {
        if (!config.Boolean(Keys.AutoCreateTables))
        {
            throw new ConversionException($"Table {id} does not exist. Create it, or set autoCreateTables to true.");
        }

        if (columns is null)
        {
            throw new ConversionException($"Table {id} does not exist, and records without schema cannot create it. Create it, or use a converter with schemas.");
        }

        _definition = TableDefinitions.Create(config, record.ValueSchema!, columns, primaryKey);
        var created = await AskAsync(api.InsertAsync(id, (JsonObject)_definition.DeepClone(), cancellationToken), "be created").ConfigureAwait(false);
        if (created is not null)
        {
            Log.TableCreated(logger, id);
            return created;
        }

        return await api.GetAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new RetriableException($"Table {id} was created by another writer but cannot be seen yet");
    }

    /// <summary>
    /// The table, or null. That there is none is remembered for a while, since many records may find that they cannot create it; an attempt
    /// to create it sees if somebody else has done so.
    /// </summary>
    private async ValueTask<TableResource?> LookUpAsync(SinkRecord record, CancellationToken cancellationToken)
    {
        if (record.Value is not null && _missingAt is { } missingAt && time.GetElapsedTime(missingAt) < ProblemLifetime)
        {
            return null;
        }

        var found = await AskAsync(api.GetAsync(id, cancellationToken), "be looked up").ConfigureAwait(false);
        _missingAt = found is null ? time.GetTimestamp() : null;
        return found;
    }

    /// <summary>What BigQuery refuses of a request that a record made necessary is that record's fault; the next may ask for something else.</summary>
    private async ValueTask<TableResource?> AskAsync(ValueTask<TableResource?> request, string purpose)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        catch (RestException refusal) when (refusal.IsAboutTheRequest || (refusal.IsMissingDataset && id.Dataset != config.RequiredText(Keys.DefaultDataset)))
        {
            throw new ConversionException($"table {id} cannot {purpose} for this record. {refusal.Message}");
        }
    }

    private void CheckPrimaryKey(TableResource resource, IReadOnlyList<string> wanted)
    {
        if (wanted.Count > 0 && !resource.PrimaryKey.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(wanted))
        {
            var found = resource.PrimaryKey.Count == 0 ? "no primary key" : $"the primary key ({string.Join(", ", resource.PrimaryKey)})";
            throw new ConversionException($"Table {id} has {found}, but upserts and deletes of these records need ({string.Join(", ", wanted)}). "
                + $"ALTER TABLE {id} ADD PRIMARY KEY ({string.Join(", ", wanted)}) NOT ENFORCED, or set primaryKeyColumns.");
        }
    }

    private async ValueTask ExtendAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        while (true)
        {
            var merged = _evolution.Merge(_resource!.Columns, columns);
            if (ReferenceEquals(merged, _resource.Columns))
            {
                return;
            }

            var change = new JsonObject { ["schema"] = ColumnJson.Write(merged) };
            if (await AskAsync(api.PatchAsync(id, _resource.Etag, change, cancellationToken), "get its columns").ConfigureAwait(false) is { } changed)
            {
                _resource = changed;
                Log.TableChanged(logger, id);
                return;
            }

            // Somebody else has changed the table meanwhile, another task perhaps: look at what it is now.
            _resource = await api.GetAsync(id, cancellationToken).ConfigureAwait(false)
                ?? throw new RetriableException($"Table {id} was deleted while its columns were changed");
        }
    }
}
