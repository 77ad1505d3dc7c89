using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A group member with a thread that polls it, as a herder does; it notes what it is told. As a leader it gives all work to itself.</summary>
internal sealed class TestMember : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stopping;

    public TestMember(string bootstrapServers, string group, Action<GroupMemberSettings>? look = null, GroupMemberSettings? settings = null)
    {
        settings ??= new GroupMemberSettings
        {
            GroupId = group,
            WorkerUrl = "http://127.0.0.1:1/",
            ClientId = "test-member",
            HeartbeatInterval = TimeSpan.FromMilliseconds(300),
            ClientProperties = new Dictionary<string, string?> { ["bootstrap.servers"] = bootstrapServers },
        };
        look?.Invoke(settings);
        Member = new GroupMember(settings, Callbacks(), Metrics, NullLogger.Instance, TimeProvider.System);
        _thread = new Thread(Run) { IsBackground = true, Name = "test-member" };
        _thread.Start();
    }

    public GroupMember Member { get; }

    public ConnectMetrics Metrics { get; } = new(TimeProvider.System);

    public BlockingCollection<(ConnectAssignment Assignment, int Generation)> Assigned { get; } = [];

    public BlockingCollection<string> Revoked { get; } = [];

    public long Offset { get; set; } = -1;

    public Exception? Failure { get; private set; }

    /// <summary>Waits until polling has ended because of an exception.</summary>
    public async Task<Exception> AwaitFailureAsync()
    {
        await Task.Run(_thread.Join).WaitAsync(TimeSpan.FromSeconds(60));
        return Failure!;
    }

    /// <summary>Waits for an assignment that fulfils the condition.</summary>
    public ConnectAssignment Await(Func<ConnectAssignment, bool> condition, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            try
            {
                var (assignment, _) = Assigned.Take(limit.Token);
                if (condition(assignment))
                {
                    return assignment;
                }
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The assignment awaited did not come. " + Failure);
            }
        }
    }

    /// <summary>The numbers of a scrape by series.</summary>
    public IReadOnlyDictionary<string, double> Scrape()
    {
        using var text = new MemoryStream();
        Metrics.WriteToAsync(text, CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (Line: line, End: line.LastIndexOf(' ')))
            .ToDictionary(
                line => line.Line[..line.End],
                line => double.TryParse(line.Line[line.End..], CultureInfo.InvariantCulture, out var value) ? value : double.NaN);
    }

    public void Dispose()
    {
        _stopping = true;
        Member.Wakeup();
        _thread.Join();
        Member.Stop();
        Metrics.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                Member.Poll(TimeSpan.FromSeconds(5));
            }
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    // A leader that has the work already is not given it again: assignments list what is new.
    private static bool Leads(LeaderContext context, KeyValuePair<string, WorkerState> member) =>
        member.Key == context.LeaderId && member.Value.Assignment is not { Connectors.Count: > 0 };

    private GroupCallbacks Callbacks() => new()
    {
        ConfigOffset = () => Offset,
        Assign = context => context.Members.ToDictionary(
            member => member.Key,
            member => new ConnectAssignment(2, 0, context.LeaderId, context.Members[context.LeaderId].Url, Offset)
            {
                Connectors = Leads(context, member) ? ["all"] : [],
                Tasks = Leads(context, member) ? [new("all", 0)] : [],
            }),
        Assigned = (assignment, generation) =>
        {
            Offset = Math.Max(Offset, assignment.Offset);
            Assigned.Add((assignment, generation));
            if (assignment.Failed || assignment.RevokedConnectors.Count + assignment.RevokedTasks.Count > 0)
            {
                Member.RequestRejoin("as told");
            }
        },
        Revoked = (_, connectors, tasks) => Revoked.Add(string.Join(",", connectors) + "|" + string.Join(",", tasks)),
    };
}
