using ConnectNet.Runtime.Plugins;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Runs the validator for requests: on a thread of its own, since it calls plug-in code, and with its steps told to the request that
/// waits. Stateless.
/// </summary>
internal static class ConfigValidation
{
    public static Task<ConfigInfos> RunAsync(
        ConnectorValidator validator, IReadOnlyDictionary<string, string?> config, RequestStages stages, CancellationToken cancellationToken)
    {
        StageScope? step = stages.Begin("waiting for a new thread to become available for connector validation");
        return Task.Factory.StartNew(
            async () =>
            {
                try
                {
                    return await validator.ValidateAsync(config, Enter, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    step.Dispose();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();

        void Enter(string description)
        {
            step.Dispose();
            step = stages.Begin(description);
        }
    }

    /// <summary>Refuses a config with errors.</summary>
    /// <exception cref="BadRequestException">There are errors; the message lists them.</exception>
    public static void ThrowIfInvalid(ConfigInfos infos)
    {
        if (infos.ErrorCount > 0)
        {
            throw new BadRequestException(
                $"Connector configuration is invalid and contains the following {infos.ErrorCount} error(s):\n"
                + string.Concat(infos.Messages.Select(message => message + "\n"))
                + "You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`");
        }
    }
}
