using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.UnitTests.Runtime.Rest;

/// <summary>Requests that one worker sends on to another.</summary>
public sealed class LeaderForwardingTests
{
    [Fact]
    public async Task A_request_reaches_the_leader_with_its_answer_unchanged()
    {
        var leader = new RecordingHerder();
        await using var second = await RestFixture.StartAsync(leader);
        await using var first = await RestFixture.StartAsync(new FollowerHerder(second.Server.AdvertisedUrl));

        var answer = await first.SendJsonAsync("POST", "/connectors", "{\"name\":\" a b \",\"initial_state\":\"paused\",\"config\":{\"x\":1}}");

        Assert.Equal(201, answer.Status);
        Assert.Equal("http://worker:1/connectors/a%20b", answer.Header("Location"));
        Assert.Equal("{\"name\":\"a b\",\"config\":{\"x\":\"1\",\"name\":\"a b\"},\"tasks\":[],\"type\":\"unknown\"}", answer.Body);
        Assert.Equal(TargetState.Paused, leader.InitialState);
    }

    [Fact]
    public async Task Errors_of_the_leader_keep_status_and_message()
    {
        await using var second = await RestFixture.StartAsync(new EmptyHerder());
        await using var first = await RestFixture.StartAsync(new FollowerHerder(second.Server.AdvertisedUrl));

        var answer = await first.SendAsync("DELETE", "/connectors/x");

        Assert.Equal((404, "{\"error_code\":404,\"message\":\"Connector x not found\"}"), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("", "no known leader URL, likely because a rebalance was underway.")]
    [InlineData("?forward=true", "no known leader URL, likely because a rebalance was underway.")]
    [InlineData("?forward=false", "because of a conflicting operation (e.g. worker rebalance)")]
    public async Task Without_a_target_the_answer_is_409(string query, string message)
    {
        await using var rest = await RestFixture.StartAsync(new FollowerHerder(null));

        var answer = await rest.SendAsync("DELETE", "/connectors/x" + query);

        Assert.Equal(409, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_workers_that_point_at_each_other_give_up()
    {
        var loop = new FollowerHerder(null);
        await using var rest = await RestFixture.StartAsync(loop);
        loop.Leader = rest.Server.AdvertisedUrl;

        var answer = await rest.SendAsync("DELETE", "/connectors/x");

        Assert.Equal(409, answer.Status);
        Assert.Equal(3, loop.Calls);
    }

    [Fact]
    public async Task A_pending_rebalance_is_409_where_something_changes_and_500_where_it_is_read()
    {
        await using var rest = await RestFixture.StartAsync(new RebalancingHerder());

        Assert.Equal(409, (await rest.SendAsync("POST", "/connectors/x/restart")).Status);
        Assert.Equal(500, (await rest.SendAsync("GET", "/connectors/x")).Status);
    }

    private sealed class FollowerHerder(string? leader) : EmptyHerder
    {
        public string? Leader { get; set; } = leader;

        public int Calls { get; private set; }

        public override Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
            string connector,
            IReadOnlyDictionary<string, string?> config,
            TargetState? initialState,
            bool allowReplace,
            CancellationToken cancellationToken) => throw new NotLeaderException("Only the leader can set connector configs.", Leader);

        public override Task DeleteConnectorAsync(string connector, CancellationToken cancellationToken)
        {
            Calls++;
            throw new NotLeaderException("Only the leader can delete connector configs.", Leader);
        }
    }

    private sealed class RecordingHerder : EmptyHerder
    {
        public TargetState? InitialState { get; private set; }

        public override Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
            string connector,
            IReadOnlyDictionary<string, string?> config,
            TargetState? initialState,
            bool allowReplace,
            CancellationToken cancellationToken)
        {
            InitialState = initialState;
            return Task.FromResult((true, new ConnectorInfo(connector, config, [], ConnectorType.Unknown)));
        }
    }

    private sealed class RebalancingHerder : EmptyHerder
    {
        private const string Message = "Request cannot be completed because a rebalance is expected";

        public override Task RestartConnectorAsync(string connector, CancellationToken cancellationToken) => throw new RebalanceNeededException(Message);

        public override Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken) =>
            throw new RebalanceNeededException(Message);
    }
}
