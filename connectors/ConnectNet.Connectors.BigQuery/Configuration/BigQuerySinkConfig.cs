using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.BigQuery.Configuration;

/// <summary>How a Decimal becomes a column.</summary>
internal enum DecimalMode
{
    /// <summary>NUMERIC, or BIGNUMERIC where NUMERIC is too small.</summary>
    Exact,
    Record,
    Float,
    Numeric,
    BigNumeric,
}

/// <summary>
/// The parsed settings of one connector, read once by its tasks. Immutable.
/// </summary>
internal sealed class BigQuerySinkConfig : ParsedConfig
{
    private const string RestDefault = "https://bigquery.googleapis.com";
    private const string StorageDefault = "https://bigquerystorage.googleapis.com";

    public BigQuerySinkConfig(IReadOnlyDictionary<string, string?> config)
        : base(KeyDeclarations.All.Parse(config))
    {
        Project = RequiredText(Keys.Project);
        Naming = new TableNaming(RequiredText(Keys.DefaultDataset), RequiredText(Keys.TopicToTableMap), Boolean(Keys.SanitizeTopics));
        SanitizeFieldNames = Boolean(Keys.SanitizeFieldNames);
        Upsert = Boolean(Keys.UpsertEnabled);
        Delete = Boolean(Keys.DeleteEnabled);
        KeyColumn = Text(Keys.KafkaKeyFieldName);
        DataColumn = Text(Keys.KafkaDataFieldName);
        Decimals = Originals.ContainsKey(Keys.DecimalHandlingMode) ? ModeOf(Keys.DecimalHandlingMode) : DecimalMode.Exact;
        VariableDecimals = Boolean(Keys.DebeziumVariableScaleDecimal) ? DecimalMode.Numeric : ModeOf(Keys.VariableScaleDecimalHandlingMode);
        RestEndpoint = Endpoint(Keys.RestEndpoint, "BIGQUERY_EMULATOR_HOST", RestDefault);
        StorageEndpoint = Endpoint(Keys.StorageEndpoint, "BIGQUERY_STORAGE_EMULATOR_HOST", StorageDefault);
    }

    public string Project { get; }

    public TableNaming Naming { get; }

    public bool SanitizeFieldNames { get; }

    public bool Upsert { get; }

    public bool Delete { get; }

    /// <summary>Rows are changes of a primary key rather than insertions.</summary>
    public bool WritesChanges => Upsert || Delete;

    public string? KeyColumn { get; }

    public string? DataColumn { get; }

    public DecimalMode Decimals { get; }

    public DecimalMode VariableDecimals { get; }

    public Uri RestEndpoint { get; }

    public Uri StorageEndpoint { get; }

    public IReadOnlyList<string> PrimaryKeyColumns => List(Keys.PrimaryKeyColumns);

    /// <summary>True and false as written in the config; null when left to the default.</summary>
    public bool? ExplicitDecorator => Originals.ContainsKey(Keys.PartitionDecorator) ? Boolean(Keys.PartitionDecorator) : null;

    public string PartitioningType => RequiredText(Keys.TimePartitioningType).ToUpperInvariant();

    public TimeSpan RetryWait => TimeSpan.FromMilliseconds(Long(Keys.RetryWait));

    public TimeSpan RetryTimeout => TimeSpan.FromMilliseconds(Long(Keys.RetryTimeoutMs));

    public TimeSpan AckWait => TimeSpan.FromMilliseconds(Long(Keys.AckWaitMs));

    private DecimalMode ModeOf(string key) => Enum.Parse<DecimalMode>(RequiredText(key), ignoreCase: true);

    private Uri Endpoint(string key, string variable, string fallback)
    {
        var text = Text(key) is { Length: > 0 } configured ? configured : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } host ? host : fallback;
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new Uri(uri.AbsoluteUri.TrimEnd('/'))
            : throw new Sdk.Errors.ConfigException(key, text, "Expected an address such as https://host:port");
    }
}
