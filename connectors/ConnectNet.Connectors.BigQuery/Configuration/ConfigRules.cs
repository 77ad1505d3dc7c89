using ConnectNet.Connectors.BigQuery.Auth;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Connectors.BigQuery.Configuration;

/// <summary>
/// The rules that look at several keys, in the Java connector's order and words. They run only when every key is right by itself.
/// Rules that forbid what works here (changes through the Storage Write API) are left out.
/// </summary>
internal static class ConfigRules
{
    private const string Unusable = "An unexpected error occurred while validating credentials for BigQuery: ";

    public static void Check(IReadOnlyDictionary<string, string?> config, IReadOnlyList<ConfigValue> results)
    {
        if (results.Any(result => result.Errors.Count > 0))
        {
            return;
        }

        var settings = new BigQuerySinkConfig(config);
        CheckCredentials(settings, results);
        CheckPartitioning(settings, results);
        if (settings.WritesChanges && settings.PrimaryKeyColumns.Count > 16)
        {
            Value(results, Keys.PrimaryKeyColumns).AddError("A primary key has at most 16 columns.");
        }
    }

    private static void CheckCredentials(BigQuerySinkConfig settings, IReadOnlyList<ConfigValue> results)
    {
        var key = settings.Secret(Keys.KeyFile);
        if (settings.RequiredText(Keys.KeySource) != "APPLICATION_DEFAULT")
        {
            if (key is { Value.Length: > 0 } && KeyFiles.Problem(key.Value, settings.RequiredText(Keys.KeySource) == "FILE") is { } problem)
            {
                Value(results, Keys.KeyFile).AddError(Unusable + problem);
            }
        }
        else if (key is not null)
        {
            Value(results, Keys.KeyFile).AddError("keyfile should not be provided if keySource is APPLICATION_DEFAULT");
        }
        else if (KeyFiles.DefaultProblem() is { } problem)
        {
            Value(results, Keys.KeySource).AddError(Unusable + problem);
        }
    }

    private static void CheckPartitioning(BigQuerySinkConfig settings, IReadOnlyList<ConfigValue> results)
    {
        var decorated = settings.ExplicitDecorator == true;
        if (decorated && settings.Text(Keys.TimestampPartitionFieldName) is not null)
        {
            Value(results, Keys.PartitionDecorator).AddError("Only one partitioning mode may be specified for the connector. "
                + "Use either bigQueryPartitionDecorator OR timestampPartitionFieldName.");
        }

        if (decorated && settings.Boolean(Keys.AutoCreateTables) && settings.PartitioningType != "DAY")
        {
            Value(results, Keys.TimePartitioningType).AddError("Tables must be partitioned by DAY when using partition decorator syntax. "
                + "Either configure the connector with the DAY time partitioning type, disable automatic table creation, or disable partition decorator syntax.");
        }
    }

    private static ConfigValue Value(IReadOnlyList<ConfigValue> results, string key) => results.First(result => result.Name == key);
}
