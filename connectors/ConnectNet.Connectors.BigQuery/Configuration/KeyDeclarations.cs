using ConnectNet.Sdk.Configuration;
using static ConnectNet.Sdk.Configuration.ConfigType;
using static ConnectNet.Sdk.Configuration.Importance;

namespace ConnectNet.Connectors.BigQuery.Configuration;

/// <summary>
/// The declaration of every key: both Java connectors' (Confluent's and Aiven's), those without effect here included, so that their JSON is
/// taken unchanged, and the connector's own.
/// </summary>
internal static class KeyDeclarations
{
    private static readonly ConfigValidator NonEmpty = ConfigValidator.NonEmptyText();
    private static readonly ConfigValidator DecimalMode = ConfigValidator.OneOfIgnoringCase("RECORD", "FLOAT", "NUMERIC", "BIGNUMERIC");

    public static ConfigDef All { get; } = Declare();

    private static ConfigDef Declare()
    {
        var keys = new ConfigDef();
        Connection(keys);
        Naming(keys);
        RowShape(keys);
        TableManagement(keys);
        Throughput(keys);
        WriteMode(keys);
        WithoutEffect(keys);
        Own(keys);
        return keys;
    }

    private static void Connection(ConfigDef keys) => keys
        .Define(new ConfigKey(Keys.Project, ConfigType.String, High, "The Google Cloud project that holds the tables."))
        .Define(new ConfigKey(Keys.DefaultDataset, ConfigType.String, High, "The dataset of all tables, unless a topic is named dataset:table. It must exist."))
        .Define(new ConfigKey(Keys.KeyFile, ConfigType.Password, Medium, "The service account's JSON key, or the path of the file with it, as keySource says.") { Default = null })
        .Define(new ConfigKey(Keys.KeySource, ConfigType.String, Medium, "What keyfile holds: FILE (a path), JSON (the key itself); APPLICATION_DEFAULT takes the environment's credentials.")
        {
            Default = "FILE",
            Validator = ConfigValidator.OneOf("FILE", "JSON", "APPLICATION_DEFAULT"),
        })
        .Define(Flag(Keys.UseCredentialsProjectId, "Bill calls to the project named in the credentials rather than to project."));

    private static void Naming(ConfigDef keys) => keys
        .Define(new ConfigKey(Keys.TopicToTableMap, ConfigType.String, Low, "Tables of topics, as topic1:table1,topic2:table2; topics left out go to the table of their name.")
        {
            Default = "",
            Validator = ConfigValidator.From(value => TableNaming.MapProblem((string?)value)),
        })
        .Define(Flag(Keys.SanitizeTopics, "Replace characters of topic names that a table name cannot have by underscores."))
        .Define(Flag(Keys.SanitizeFieldNames, "Replace characters of field names that a column name cannot have by underscores."));

    private static void RowShape(ConfigDef keys) => keys
        .Define(new ConfigKey(Keys.KafkaKeyFieldName, ConfigType.String, Low, "Column that takes the record key as a RECORD; without it the key is not stored as such.") { Default = null, Validator = NonEmpty })
        .Define(new ConfigKey(Keys.KafkaDataFieldName, ConfigType.String, Low, "Column that takes topic, partition, offset and time of insertion as a RECORD.") { Default = null, Validator = NonEmpty })
        .Define(Flag(Keys.PreserveTopicPartitionOffset, "Store topic, partition and offset as they were before transformations."))
        .Define(Flag(Keys.ConvertDoubleSpecialValues, "Store +Infinity as the largest double, -Infinity and NaN as the smallest positive one."))
        .Define(Flag(Keys.AllFieldsNullable, "Create every column as NULLABLE."))
        .Define(Flag(Keys.DebeziumTimestampToInteger, "Store io.debezium.time.Timestamp as INTEGER rather than TIMESTAMP."))
        .Define(new ConfigKey(Keys.DecimalHandlingMode, ConfigType.String, Medium, "Column type for Decimal: NUMERIC, BIGNUMERIC, FLOAT (inexact) or RECORD. Not set: NUMERIC, or BIGNUMERIC where scale or precision need it, so that no digit is lost.")
        {
            Default = "NUMERIC",
            Validator = DecimalMode,
        })
        .Define(new ConfigKey(Keys.VariableScaleDecimalHandlingMode, ConfigType.String, Medium, "Column type for io.debezium.data.VariableScaleDecimal, as decimalHandlingMode.") { Default = "RECORD", Validator = DecimalMode })
        .Define(Flag(Keys.DebeziumVariableScaleDecimal, "Deprecated: the same as variableScaleDecimalHandlingMode=NUMERIC."))
        .Define(Flag(Keys.IgnoreUnknownFields, "Drop fields that the table has no column for, rather than refuse the record."));

    private static void TableManagement(ConfigDef keys) => keys
        .Define(Flag(Keys.AutoCreateTables, "Create missing tables from the schema of the records.", on: true, High))
        .Define(new ConfigKey(Keys.SchemaRetriever, ConfigType.String, Medium, "Where schemas come from. Only the records' own schemas are supported.")
        {
            Default = "com.wepay.kafka.connect.bigquery.retrieve.IdentitySchemaRetriever",
            Validator = ConfigValidator.From(value => value is "" or "com.wepay.kafka.connect.bigquery.retrieve.IdentitySchemaRetriever"
                or "IdentitySchemaRetriever" ? null : "Only IdentitySchemaRetriever is supported: schemas are those of the records"),
        })
        .Define(Flag(Keys.AllowNewFields, "Add columns for new fields of records.", importance: Medium))
        .Define(Flag(Keys.AllowRelaxation, "Turn REQUIRED columns into NULLABLE ones when the records' schema says so.", importance: Medium))
        .Define(Flag(Keys.AllowUnionization, "Also relax REQUIRED columns that the records' schema does not have. Columns are never dropped, whatever this says.", importance: Medium))
        .Define(Flag(Keys.PartitionDecorator, "Write to the day partition table$yyyyMMdd. When not set, only where the table is partitioned by day of ingestion.", on: true, High))
        .Define(Flag(Keys.MessageTimePartitioning, "Take the day of the partition from the record's timestamp rather than from the clock.", importance: High))
        .Define(new ConfigKey(Keys.TimestampPartitionFieldName, ConfigType.String, Low, "Column by which created tables are partitioned.") { Default = null, Validator = NonEmpty })
        .Define(new ConfigKey(Keys.ClusteringFieldNames, ConfigType.List, Low, "Up to four columns by which created tables are clustered.")
        {
            Default = null,
            Validator = ConfigValidator.From(value => value is IReadOnlyList<string> { Count: > 4 } ? "You can only specify up to four clustering field names" : null),
        })
        .Define(new ConfigKey(Keys.TimePartitioningType, ConfigType.String, Low, "Partitions of created tables: HOUR, DAY, MONTH, YEAR or NONE.")
        {
            Default = "DAY",
            Validator = ConfigValidator.OneOfIgnoringCase("HOUR", "DAY", "MONTH", "YEAR", "NONE"),
        })
        .Define(new ConfigKey(Keys.PartitionExpirationMs, ConfigType.Long, Low, "How long partitions of created tables live, in milliseconds.")
        {
            Default = null,
            Validator = ConfigValidator.From(value => value is < 1L ? "Value must be at least 1" : null),
        });

    private static void Throughput(ConfigDef keys) => keys
        .Define(new ConfigKey(Keys.QueueSize, ConfigType.Long, High, "Appends that may wait for their acknowledgement before the task takes no more records; -1 for the built-in limit of 100 per table.") { Default = "-1", Validator = ConfigValidator.AtLeast(-1) })
        .Define(new ConfigKey(Keys.Retry, ConfigType.Int, Medium, "How often a failed call is tried again at least, also when retryTimeoutMs is over.") { Default = "0", Validator = ConfigValidator.AtLeast(0) })
        .Define(new ConfigKey(Keys.RetryWait, ConfigType.Long, Medium, "Upper bound of the first wait between tries, in milliseconds; it doubles up to 30 seconds.") { Default = "1000", Validator = ConfigValidator.AtLeast(0) })
        .Define(new ConfigKey(Keys.MaxRetries, ConfigType.Int, Medium, "How often the same records are put again while tables cannot be looked up or changed.") { Default = "10", Validator = ConfigValidator.AtLeast(1) })
        .Define(Flag(Keys.EnableRetries, "Whether max.retries applies.", on: true));

    private static void WriteMode(ConfigDef keys) => keys
        .Define(Flag(Keys.UpsertEnabled, "Write each record as an upsert of the row with its key. The table gets a primary key.", importance: Low))
        .Define(Flag(Keys.DeleteEnabled, "Delete the row of a tombstone's key; other records are written as upserts.", importance: Low))
        .Define(Flag(Keys.UseStorageWriteApi, "Accepted; rows always go through the Storage Write API.", importance: Medium))
        .Define(Flag(Keys.EnableBatchMode, "Accepted; rows go to the default stream and are visible once acknowledged."))
        .Define(new ConfigKey(Keys.EnableBatchLoad, ConfigType.List, Low, "Accepted; these topics are written like the others, not through Cloud Storage.") { Default = "" });

    private static void WithoutEffect(ConfigDef keys)
    {
        (string Name, ConfigType Type, string? Default)[] ignored =
        [
            ("runtimeProvider", ConfigType.String, "Confluent Platform"), ("trackPutAttempts", ConfigType.Boolean, "false"), ("avroDataCacheSize", Int, "100"),
            ("mediateConcurrentSchemaUpdates", ConfigType.Boolean, "false"), ("concurrentSchemaUpdateRetryWaitMs", ConfigType.Long, "10000"),
            ("concurrentSchemaUpdateMaxRetries", Int, "3"), ("threadPoolSize", Int, "10"), ("intermediateTableSuffix", ConfigType.String, "tmp"),
            ("mergeIntervalMs", ConfigType.Long, "60000"), ("mergeRecordsThreshold", ConfigType.Long, "-1"), ("batchLoadIntervalSec", Int, "120"),
            ("gcsBucketName", ConfigType.String, ""), ("gcsFolderName", ConfigType.String, ""), ("autoCreateBucket", ConfigType.Boolean, "true"),
            ("commitInterval", Int, "60"),
        ];
        foreach (var (name, type, value) in ignored)
        {
            keys.Define(new ConfigKey(name, type, Low, "Accepted for compatibility, without effect here.") { Default = value });
        }
    }

    private static void Own(ConfigDef keys) => keys
        .Define(new ConfigKey(Keys.PrimaryKeyColumns, ConfigType.List, Low, "Columns of the primary key for upserts and deletes; the fields of the record key when not set. A key that is no struct needs the one column that takes it.") { Default = null })
        .Define(new ConfigKey(Keys.RestEndpoint, ConfigType.String, Low, "Address of BigQuery's REST API; the environment variable BIGQUERY_EMULATOR_HOST is the default.") { Default = null })
        .Define(new ConfigKey(Keys.StorageEndpoint, ConfigType.String, Low, "Address of the Storage Write API, http for no TLS; the environment variable BIGQUERY_STORAGE_EMULATOR_HOST is the default.") { Default = null })
        .Define(new ConfigKey(Keys.CaFile, ConfigType.String, Low, "PEM file of certificates to trust besides the system's.") { Default = null })
        .Define(new ConfigKey(Keys.RetryTimeoutMs, ConfigType.Long, Low, "How long passing faults of appends are tried again before the task fails, in milliseconds.") { Default = "300000", Validator = ConfigValidator.AtLeast(0) })
        .Define(new ConfigKey(Keys.AckWaitMs, ConfigType.Long, Low, "How long a commit waits for outstanding acknowledgements, in milliseconds; what is not acknowledged then is committed later.") { Default = "3000", Validator = ConfigValidator.AtLeast(0) });

    private static ConfigKey Flag(string name, string documentation, bool on = false, Importance importance = Low) =>
        new(name, ConfigType.Boolean, importance, documentation) { Default = on ? "true" : "false" };
}
