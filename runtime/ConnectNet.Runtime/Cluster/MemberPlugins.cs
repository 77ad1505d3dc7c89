using System.Collections.Immutable;
using System.Text.Json;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// What connector classes the members of the group have, as they list them at <c>/connector-plugins</c>; asked by the leader, once a
/// member. A member that does not answer in time counts as one that has them all, as Java takes it, and is asked again in the background.
/// Used by the herder's thread.
/// </summary>
internal sealed partial class MemberPlugins
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int Attempts = 30;

    private readonly LeaderClient _client;
    private readonly IReadOnlySet<string> _own;
    private readonly Func<string, string> _fullName;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private ImmutableDictionary<string, IReadOnlySet<string>> _known = ImmutableDictionary<string, IReadOnlySet<string>>.Empty;

    /// <param name="client">Asks the others; owned by the caller.</param>
    /// <param name="own">Connector classes of this worker.</param>
    /// <param name="fullName">The class that this worker knows under a name or alias, or the name itself.</param>
    /// <param name="logger">Told about members that do not answer.</param>
    /// <param name="time">The clock.</param>
    public MemberPlugins(LeaderClient client, IEnumerable<string> own, Func<string, string> fullName, ILogger logger, TimeProvider time)
    {
        _client = client;
        _own = own.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        _fullName = fullName;
        _logger = logger;
        _time = time;
    }

    /// <summary>Who may run what, asking the members that are new; takes a second at most.</summary>
    public Placement Learn(LeaderContext context, ClusterState state, CancellationToken cancellationToken)
    {
        _known = _known.RemoveRange(_known.Keys.Where(member => !context.Members.ContainsKey(member))).SetItem(context.LeaderId, _own);
        AskAsync(context.Members, cancellationToken).GetAwaiter().GetResult();
        return Place(context, state);
    }

    /// <summary>Asks the members that have not answered, for a while; tells when one has, on a thread of the pool.</summary>
    /// <param name="context">The members.</param>
    /// <param name="learned">Called after each attempt that learned something.</param>
    /// <param name="cancellationToken">Ends it: another round has begun.</param>
    public async Task KeepAskingAsync(LeaderContext context, Action learned, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts && context.Members.Keys.Any(member => !_known.ContainsKey(member)); attempt++)
        {
            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            if (await AskAsync(context.Members, cancellationToken).ConfigureAwait(false))
            {
                learned();
            }
        }
    }

    /// <summary>Who may run what, from what is known.</summary>
    public Placement Place(LeaderContext context, ClusterState state)
    {
        var restricted = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var connector in state.Connectors)
        {
            if (state.ConnectorConfig(connector)?.GetValueOrDefault("connector.class") is not { } name)
            {
                continue;
            }

            var able = context.Members.Keys.Where(member => Has(member, name)).ToHashSet(StringComparer.Ordinal);
            if (able.Count > 0 && able.Count < context.Members.Count)
            {
                restricted[connector] = able;
            }
        }

        return restricted.Count == 0 ? Placement.Anywhere : new Placement(restricted);
    }

    /// <summary>A class as configs may name it: whole, without its package, and without Connector at its end.</summary>
    internal static IEnumerable<string> Names(string className)
    {
        yield return className;
        var simple = className[(className.LastIndexOf('.') + 1)..];
        yield return simple;
        var end = simple.LastIndexOf("Connector", StringComparison.Ordinal);
        if (end > 0)
        {
            yield return simple[..end];
        }
    }

    private bool Has(string member, string name) =>
        !_known.TryGetValue(member, out var names) || names.Contains(name) || names.Contains(_fullName(name));

    // True when one answered.
    private async Task<bool> AskAsync(IReadOnlyDictionary<string, WorkerState> members, CancellationToken cancellationToken)
    {
        var asked = members.Where(member => !_known.ContainsKey(member.Key)).ToList();
        var answers = await Task.WhenAll(asked.Select(member => AskAsync(member.Value.Url, cancellationToken))).ConfigureAwait(false);
        foreach (var (member, classes) in asked.Zip(answers))
        {
            if (classes is not null)
            {
                ImmutableInterlocked.TryAdd(ref _known, member.Key, classes);
            }
        }

        return answers.Any(classes => classes is not null);
    }

    private async Task<IReadOnlySet<string>?> AskAsync(string url, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var answer = await _client.SendAsync(HttpMethod.Get, LeaderClient.Url(url, "connector-plugins"), null, null, null, either.Token)
                .ConfigureAwait(false);
            using var list = JsonDocument.Parse(answer.Body);
            return list.RootElement.EnumerateArray().SelectMany(plugin => Names(plugin.GetProperty("class").GetString()!))
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoAnswer(_logger, url, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The worker at {Url} did not list its plug-ins and is taken to have all: {Reason}")]
    private static partial void LogNoAnswer(ILogger logger, string url, string reason);
}
