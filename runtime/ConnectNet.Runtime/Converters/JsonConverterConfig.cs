using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Converters;

/// <summary>The keys of <see cref="JsonConverter"/>. Immutable.</summary>
internal sealed class JsonConverterConfig
{
    private const string SchemasEnableKey = "schemas.enable";
    private const string CacheSizeKey = "schemas.cache.size";
    private const string SchemaContentKey = "schema.content";
    private const string DecimalFormatKey = "decimal.format";
    private const string ReplaceNullKey = "replace.null.with.default";

    public JsonConverterConfig(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        SchemasEnabled = parsed.Boolean(SchemasEnableKey);
        CacheSize = parsed.Int(CacheSizeKey);
        SchemaContent = parsed.Text(SchemaContentKey);
        NumericDecimals = parsed.RequiredText(DecimalFormatKey).Equals("NUMERIC", StringComparison.OrdinalIgnoreCase);
        ReplaceNullWithDefault = parsed.Boolean(ReplaceNullKey);
    }

    /// <summary>The declaration.</summary>
    public static ConfigDef Def { get; } = ConverterKeys.New()
        .Define(new ConfigKey(SchemasEnableKey, ConfigType.Boolean, Importance.High, "Include schemas within each of the serialized values and keys.")
        {
            Default = true, Group = "Schemas", Order = 0, Width = ConfigWidth.Medium, DisplayName = "Enable Schemas",
        })
        .Define(new ConfigKey(
            CacheSizeKey, ConfigType.Int, Importance.High, "The maximum number of schemas that can be cached in this converter instance.")
        {
            Default = 1000, Group = "Schemas", Order = 1, Width = ConfigWidth.Medium, DisplayName = "Schema Cache Size",
        })
        .Define(new ConfigKey(
            SchemaContentKey,
            ConfigType.String,
            Importance.High,
            "When set, this is used as the schema for all messages, and the schemas within each of the message will be ignored."
                + "Otherwise, the schema will be included in the content of each message. "
                + "This configuration applies only 'schemas.enable' is true, and it exclusively affects the sink connector.")
        {
            Default = null, Group = "Schemas", Order = 2, Width = ConfigWidth.Medium, DisplayName = "Schema Content",
        })
        .Define(new ConfigKey(
            DecimalFormatKey,
            ConfigType.String,
            Importance.Low,
            "Controls which format this converter will serialize decimals in. "
                + "This value is case insensitive and can be either 'BASE64' (default) or 'NUMERIC'")
        {
            Default = "BASE64",
            Group = "Serialization",
            Order = 0,
            Width = ConfigWidth.Medium,
            DisplayName = "Decimal Format",
            Validator = ConfigValidator.OneOfIgnoringCase("NUMERIC", "BASE64"),
        })
        .Define(new ConfigKey(
            ReplaceNullKey,
            ConfigType.Boolean,
            Importance.Low,
            "Whether to replace fields that have a default value and that are null to the default value. "
                + "When set to true, the default value is used, otherwise null is used.")
        {
            Default = true, Group = "Serialization", Order = 1, Width = ConfigWidth.Medium, DisplayName = "Replace null with default",
        });

    /// <summary>Whether documents carry their schema.</summary>
    public bool SchemasEnabled { get; }

    /// <summary>Schemas to remember.</summary>
    public int CacheSize { get; }

    /// <summary>JSON of the schema of all messages read, or null.</summary>
    public string? SchemaContent { get; }

    /// <summary>Whether decimals are written as numbers instead of base64.</summary>
    public bool NumericDecimals { get; }

    /// <summary>Whether the default stands in for null.</summary>
    public bool ReplaceNullWithDefault { get; }
}
