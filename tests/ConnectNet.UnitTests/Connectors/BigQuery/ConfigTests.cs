using ConnectNet.Connectors.BigQuery;
using ConnectNet.Sdk;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

public sealed class ConfigTests
{
    private const string Key = """{"type":"service_account"}""";

    [Fact]
    public void The_connector_goes_by_Javas_names()
    {
        Assert.Equal("com.wepay.kafka.connect.bigquery.BigQuerySinkConnector", ConnectNames.Of(typeof(BigQuerySinkConnector)));
        Assert.Equal("com.wepay.kafka.connect.bigquery.BigQuerySinkTask", ConnectNames.Of(new BigQuerySinkConnector().TaskClass));
    }

    [Fact]
    public async Task A_config_for_the_Java_connectors_is_taken_unchanged()
    {
        var errors = await ErrorsAsync(new()
        {
            ["connector.class"] = "com.wepay.kafka.connect.bigquery.BigQuerySinkConnector",
            ["topics"] = "a,b",
            ["project"] = "p",
            ["defaultDataset"] = "d",
            ["sanitizeTopics"] = "TRUE",
            ["autoCreateTables"] = "true",
            ["allowNewBigQueryFields"] = "true",
            ["timePartitioningType"] = "day",
            ["bigQueryRetry"] = "3",
            ["threadPoolSize"] = "5",
            ["queueSize"] = "1000",
            ["useStorageWriteApi"] = "true",
            ["upsertEnabled"] = "true",
            ["mergeIntervalMs"] = "60000",
            ["schemaRetriever"] = "com.wepay.kafka.connect.bigquery.retrieve.IdentitySchemaRetriever",
            ["avroDataTypes"] = "x",
        });
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("project", null, "project: Missing required configuration \"project\" which has no default value.")]
    [InlineData("topic2TableMap", "a:b:c", "One of the topic to table mappings has an invalid format.")]
    [InlineData("topic2TableMap", "a:", "Topic to table map 'a:' has an invalid format.")]
    [InlineData("topic2TableMap", "a:b,a:c", "The topic name a is duplicated. Topic names cannot be duplicated.")]
    [InlineData("keySource", "file", "String must be one of: FILE, JSON, APPLICATION_DEFAULT")]
    [InlineData("keyfile", "no json", "An unexpected error occurred while validating credentials for BigQuery: the key is not JSON")]
    [InlineData("timePartitioningType", "WEEK", "HOUR, DAY, MONTH, YEAR, NONE")]
    [InlineData("clusteringPartitionFieldNames", "a,b,c,d,e", "up to four")]
    [InlineData("bigQueryRetry", "-1", "Value must be at least 0")]
    [InlineData("kafkaDataFieldName", "", "String must be non-empty")]
    public async Task Wrong_values_are_named(string key, string? value, string message)
    {
        var config = Valid();
        config[key] = value;
        if (value is null)
        {
            config.Remove(key);
        }

        Assert.Contains(await ErrorsAsync(config), error => error.StartsWith(key, StringComparison.Ordinal) && error.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_exclude_each_other_are_named_in_Javas_words()
    {
        var both = Valid();
        both["bigQueryPartitionDecorator"] = "true";
        both["timestampPartitionFieldName"] = "day";
        both["timePartitioningType"] = "HOUR";
        Assert.Equal(
            [
                "bigQueryPartitionDecorator: Only one partitioning mode may be specified for the connector. Use either bigQueryPartitionDecorator OR timestampPartitionFieldName.",
                "timePartitioningType: Tables must be partitioned by DAY when using partition decorator syntax. Either configure the connector with the DAY "
                    + "time partitioning type, disable automatic table creation, or disable partition decorator syntax.",
            ],
            await ErrorsAsync(both));

        var credentials = Valid();
        credentials["keySource"] = "APPLICATION_DEFAULT";
        credentials["keyfile"] = Key;
        Assert.Equal(["keyfile: keyfile should not be provided if keySource is APPLICATION_DEFAULT"], await ErrorsAsync(credentials));
    }

    [Fact]
    public async Task Errors_do_not_tell_the_key()
    {
        var config = Valid();
        config["keyfile"] = """{"type":"service_account","private_key":"SECRET","client_email":"SECRET"}""";
        var errors = await ErrorsAsync(config);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain(errors, error => error.Contains("SECRET", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Valid() => new() { ["project"] = "p", ["defaultDataset"] = "d", ["keySource"] = "JSON" };

    private static async Task<List<string>> ErrorsAsync(Dictionary<string, string?> config) =>
        [.. (await new BigQuerySinkConnector().ValidateAsync(config, CancellationToken.None)).SelectMany(value => value.Errors.Select(error => $"{value.Name}: {error}"))];
}
