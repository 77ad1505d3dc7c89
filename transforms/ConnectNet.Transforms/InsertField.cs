using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Adds fields with the record's topic, partition, offset, timestamp or a fixed text. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.InsertField", "4.3.1")]
public abstract class InsertField : PartTransformation
{
    private const string Purpose = "field insertion";
    private const string TopicKey = "topic.field";
    private const string PartitionKey = "partition.field";
    private const string OffsetKey = "offset.field";
    private const string TimestampKey = "timestamp.field";
    private const string StaticKey = "static.field";
    private const string StaticValueKey = "static.value";
    private const string Suffixes =
        "Suffix with <code>!</code> to make this a required field, or <code>?</code> to keep it optional (the default).";

    private static readonly Schema OptionalTimestamp = LogicalTypes.TimestampBuilder().Optional().Build();
    private static readonly ConfigDef Def = new ConfigDef()
        .Define(TextKey(TopicKey, "Field name for Kafka topic. " + Suffixes))
        .Define(TextKey(PartitionKey, "Field name for Kafka partition. " + Suffixes))
        .Define(TextKey(OffsetKey, "Field name for Kafka offset - only applicable to sink connectors.<br/>" + Suffixes))
        .Define(TextKey(TimestampKey, "Field name for record timestamp. " + Suffixes))
        .Define(TextKey(StaticKey, "Field name for static data field. " + Suffixes))
        .Define(TextKey(StaticValueKey, "Static field value, if field name configured."))
        .WithReplaceNull();

    private readonly SchemaCache<Plan> _plans;
    private Insertion[] _insertions = [];
    private string? _staticValue;

    private protected InsertField(RecordPart part)
        : base(part)
    {
        _plans = new SchemaCache<Plan>(schema => new Plan(Extend(schema), [.. schema.Fields]));
    }

    private enum Source
    {
        Topic,
        Partition,
        Offset,
        Timestamp,
        Static,
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _staticValue = parsed.Text(StaticValueKey);
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
        _insertions =
        [
            .. new (string Key, Source Source)[]
            {
                (TopicKey, Source.Topic), (PartitionKey, Source.Partition), (OffsetKey, Source.Offset), (TimestampKey, Source.Timestamp),
                (StaticKey, Source.Static),
            }
            .Where(s => parsed.Text(s.Key) is not null)
            .Select(s => Insertion.Parse(parsed.RequiredText(s.Key), s.Source)),
        ];
        if (_insertions.Length == 0)
        {
            throw new ConfigException("No field insertion configured");
        }

        if (_staticValue is null && _insertions.FirstOrDefault(i => i.Source == Source.Static) is { } missing)
        {
            throw new ConfigException(StaticValueKey, null, $"No value specified for static field: {missing.Name}");
        }
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (ValueOf(record) is not { } value)
        {
            return record;
        }

        return SchemaOf(record) is null
            ? With(record, null, Apply(record, RequireMap(value, Purpose)))
            : Apply(record, RequireStruct(value, Purpose));
    }

    private static ConfigKey TextKey(string name, string documentation) =>
        new(name, ConfigType.String, Importance.Medium, documentation) { Default = null };

    private ConnectMap Apply(ConnectRecord record, ConnectMap value)
    {
        var result = new ConnectMap(value);
        foreach (var insertion in _insertions)
        {
            if (ValueFor(record, insertion.Source) is { } inserted)
            {
                result[insertion.Name] = inserted is EpochMillis time ? time.Value : inserted;
            }
        }

        return result;
    }

    private ConnectRecord Apply(ConnectRecord record, Struct value)
    {
        var plan = _plans.Get(value.Schema);
        var (sources, targets) = (plan.Sources, plan.Targets);
        var result = new Struct(plan.Schema);
        for (var i = 0; i < sources.Length; i++)
        {
            result.Put(targets[i], FieldOf(value, sources[i]));
        }

        for (var i = 0; i < _insertions.Length; i++)
        {
            if (ValueFor(record, _insertions[i].Source) is { } inserted)
            {
                result.Put(targets[sources.Length + i], inserted);
            }
        }

        return With(record, plan.Schema, result);
    }

    private object? ValueFor(ConnectRecord record, Source source) => source switch
    {
        Source.Topic => record.Topic,
        Source.Partition => record.Partition,
        Source.Offset => (record as SinkRecord
            ?? throw new DataException($"Only SinkRecord supported for [{Purpose}], found: org.apache.kafka.connect.source.SourceRecord")).Offset,
        Source.Timestamp => record.Timestamp is { } millis ? new EpochMillis(millis) : null,
        _ => _staticValue,
    };

    private Schema Extend(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, SchemaBuilder.Struct());
        foreach (var field in schema.Fields)
        {
            builder.Field(field.Name, field.Schema);
        }

        foreach (var insertion in _insertions)
        {
            builder.Field(insertion.Name, insertion.Source switch
            {
                Source.Partition => insertion.Optional ? Schema.OptionalInt32 : Schema.Int32,
                Source.Offset => insertion.Optional ? Schema.OptionalInt64 : Schema.Int64,
                Source.Timestamp => insertion.Optional ? OptionalTimestamp : LogicalTypes.Timestamp,
                _ => insertion.Optional ? Schema.OptionalString : Schema.String,
            });
        }

        return builder.Build();
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : InsertField(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : InsertField(RecordPart.Value);

    private sealed record Plan(Schema Schema, Field[] Sources)
    {
        public Field[] Targets { get; } = [.. Schema.Fields];
    }

    private sealed record Insertion(string Name, bool Optional, Source Source)
    {
        public static Insertion Parse(string text, Source source) =>
            text.EndsWith('?') || text.EndsWith('!') ? new Insertion(text[..^1], text[^1] == '?', source) : new Insertion(text, true, source);
    }
}
