using ConnectNet.Connectors.BigQuery.Configuration;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>Tells once, at the start of a task, which settings of a Java connector mean something else here.</summary>
internal static class Notices
{
    public static void Tell(BigQuerySinkConfig config, ILogger logger)
    {
        if (config.List(Keys.EnableBatchLoad).Count > 0)
        {
            Log.KeyWithoutEffect(logger, Keys.EnableBatchLoad, "all topics are written through the Storage Write API");
        }

        if (config.Boolean(Keys.EnableBatchMode))
        {
            Log.KeyWithoutEffect(logger, Keys.EnableBatchMode, "rows go to the default stream and are visible once acknowledged");
        }

        if (config.Originals.ContainsKey(Keys.UseStorageWriteApi) && !config.Boolean(Keys.UseStorageWriteApi))
        {
            Log.KeyWithoutEffect(logger, Keys.UseStorageWriteApi, "rows always go through the Storage Write API");
        }

        if (config.WritesChanges && config.ExplicitDecorator == true)
        {
            Log.KeyWithoutEffect(logger, Keys.PartitionDecorator, "upserts and deletes find their row in whatever partition it is");
        }
    }
}
