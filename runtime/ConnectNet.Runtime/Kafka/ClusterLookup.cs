using System.Security.Authentication;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Asks for the Kafka cluster's id when a worker starts, which may be before its brokers do: what may pass is tried again, as long as a Java worker's admin
/// client tries. What cannot pass, such as refused credentials, is thrown at once. Used once.
/// </summary>
/// <param name="settings">How brokers are reached, and how long to try.</param>
/// <param name="logger">Told of each try that failed.</param>
/// <param name="time">Clock of the pauses.</param>
internal sealed partial class ClusterLookup(BrokerSettings settings, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly BrokerPool _brokers = new(settings, time);
    private readonly string _bootstrap = string.Join(",", settings.Bootstrap);

    /// <exception cref="ConnectException">The brokers cannot be asked; Java's text.</exception>
    /// <exception cref="ConfigException">A client property is wrong.</exception>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        await RequireNamesAsync(cancellationToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(settings.ApiTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Exception? last = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await _brokers.ClusterIdAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (ConfigException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
            {
                last = e;
                if (!MayPass(e))
                {
                    throw Failed(e);
                }

                LogUnreachable(logger, _bootstrap, e.GetBaseException().Message, pause.TotalSeconds);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failed(last ?? new TimeoutException("No broker answered in time: " + _bootstrap, e));
            }

            try
            {
                await Task.Delay(pause, time, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failed(last);
            }
        }
    }

    // As for Java's clients, names that mean nothing are a mistake in the key, not an outage.
    private async Task RequireNamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(
                () => BootstrapServers.RequireResolvable(
                    settings.Bootstrap, settings.EachMustResolve, (server, reason) => LogUnresolved(logger, server, reason)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigException e)
        {
            throw Failed(e);
        }
    }

    private static ConnectException Failed(Exception cause) =>
        new("Failed to connect to and describe Kafka cluster. Check worker's broker connection and security properties.", cause);

    private static bool MayPass(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is BrokerException or AuthenticationException)
            {
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Couldn't resolve server {Server} from bootstrap.servers: {Reason}")]
    private static partial void LogUnresolved(ILogger logger, BrokerEndpoint server, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No Kafka broker of bootstrap.servers={Brokers} can be reached: {Reason}. Trying again in {Pause} s.")]
    private static partial void LogUnreachable(ILogger logger, string brokers, string reason, double pause);
}
