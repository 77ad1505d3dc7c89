using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Says of the brokers of one client that one cannot be reached, once, and that it is back, once, where librdkafka tells of every attempt. That a broker is back
/// shows in the client's statistics, so up to ten seconds late. Called by the client's threads.
/// </summary>
/// <param name="logger">Where it is said.</param>
internal sealed partial class OutageLog(ILogger logger)
{
    private readonly ConcurrentDictionary<(string Broker, bool IsRefusal), string> _away = new();

    /// <summary>True for a line about a connection that was known already, or that was said here in other words.</summary>
    public bool Takes(LogMessage message)
    {
        if (message.Facility != "FAIL" || message.Level > SyslogLevel.Warning || Failure().Match(message.Message) is not { Success: true } failure)
        {
            return false;
        }

        // Refused credentials are other news than a broker that is away.
        var reason = failure.Groups["reason"].Value;
        var place = (failure.Groups["broker"].Value, Refusal().IsMatch(reason));
        if (_away.TryAdd(place, message.Name))
        {
            LogAway(logger, message.Name, place.Item1, reason);
        }

        return true;
    }

    /// <summary>Looks in a client's statistics for brokers that are back.</summary>
    public void Observe(string statistics)
    {
        if (_away.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(statistics);
        foreach (var broker in document.RootElement.GetProperty("brokers").EnumerateObject())
        {
            if (!broker.Value.GetProperty("state").ValueEquals("UP"))
            {
                continue;
            }

            var name = broker.Value.GetProperty("nodename").GetString()!;
            var told = _away.TryRemove((name, false), out var client);
            if (_away.TryRemove((name, true), out var refused) || told)
            {
                LogBack(logger, (client ?? refused)!, name);
            }
        }
    }

    // "[thrd:x]: ssl://host:9092/1: Connect to ipv4#… failed: … (after 0ms in state CONNECT)"; a coordinator's connection is named before its address.
    [GeneratedRegex(@"^\[thrd:.*?\]: (GroupCoordinator: |TxnCoordinator: )?(\w+://)?(?<broker>\S+:\d+)(/\w+)?: (?<reason>.*)$", RegexOptions.Singleline)]
    private static partial Regex Failure();

    [GeneratedRegex("SASL|SSL|[Aa]uthenticat|[Cc]ertificate")]
    private static partial Regex Refusal();

    [LoggerMessage(Level = LogLevel.Warning, Message = "[{Client}] Broker {Broker} cannot be reached; the client goes on trying: {Reason}")]
    private static partial void LogAway(ILogger logger, string client, string broker, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "[{Client}] Broker {Broker} is reached again")]
    private static partial void LogBack(ILogger logger, string client, string broker);
}
