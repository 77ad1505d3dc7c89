namespace ConnectNet.Connectors.BigQuery.Configuration;

/// <summary>The names of the keys: those of the Java connectors, and the connector's own at the end.</summary>
internal static class Keys
{
    public const string Project = "project";
    public const string DefaultDataset = "defaultDataset";
    public const string KeyFile = "keyfile";
    public const string KeySource = "keySource";
    public const string UseCredentialsProjectId = "useCredentialsProjectId";

    public const string TopicToTableMap = "topic2TableMap";
    public const string SanitizeTopics = "sanitizeTopics";
    public const string SanitizeFieldNames = "sanitizeFieldNames";

    public const string KafkaKeyFieldName = "kafkaKeyFieldName";
    public const string KafkaDataFieldName = "kafkaDataFieldName";
    public const string PreserveTopicPartitionOffset = "preserveKafkaTopicPartitionOffset";
    public const string ConvertDoubleSpecialValues = "convertDoubleSpecialValues";
    public const string AllFieldsNullable = "allBQFieldsNullable";
    public const string DebeziumTimestampToInteger = "convertDebeziumTimestampToInteger";
    public const string DecimalHandlingMode = "decimalHandlingMode";
    public const string VariableScaleDecimalHandlingMode = "variableScaleDecimalHandlingMode";
    public const string DebeziumVariableScaleDecimal = "convertDebeziumVariableScaleDecimal";
    public const string IgnoreUnknownFields = "ignoreUnknownFields";

    public const string AutoCreateTables = "autoCreateTables";
    public const string SchemaRetriever = "schemaRetriever";
    public const string AllowNewFields = "allowNewBigQueryFields";
    public const string AllowRelaxation = "allowBigQueryRequiredFieldRelaxation";
    public const string AllowUnionization = "allowSchemaUnionization";
    public const string PartitionDecorator = "bigQueryPartitionDecorator";
    public const string MessageTimePartitioning = "bigQueryMessageTimePartitioning";
    public const string TimestampPartitionFieldName = "timestampPartitionFieldName";
    public const string ClusteringFieldNames = "clusteringPartitionFieldNames";
    public const string TimePartitioningType = "timePartitioningType";
    public const string PartitionExpirationMs = "partitionExpirationMs";

    public const string QueueSize = "queueSize";
    public const string Retry = "bigQueryRetry";
    public const string RetryWait = "bigQueryRetryWait";
    public const string MaxRetries = "max.retries";
    public const string EnableRetries = "enableRetries";

    public const string UpsertEnabled = "upsertEnabled";
    public const string DeleteEnabled = "deleteEnabled";
    public const string UseStorageWriteApi = "useStorageWriteApi";
    public const string EnableBatchMode = "enableBatchMode";
    public const string EnableBatchLoad = "enableBatchLoad";

    public const string PrimaryKeyColumns = "primaryKeyColumns";
    public const string RestEndpoint = "bigquery.rest.endpoint";
    public const string StorageEndpoint = "bigquery.storage.endpoint";
    public const string CaFile = "bigquery.ca.file";
    public const string RetryTimeoutMs = "retryTimeoutMs";
    public const string AckWaitMs = "ackWaitMs";
}
