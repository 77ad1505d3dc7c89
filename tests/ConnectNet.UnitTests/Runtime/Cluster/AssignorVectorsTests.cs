using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.UnitTests.Runtime.Cluster;

/// <summary>
/// Groups that change at random, as Kafka 4.3.1's own assignor dealt with them (<c>Compatibility/Data/AssignorOracle.java</c>): ours tells
/// every member the same in every round.
/// </summary>
public sealed class AssignorVectorsTests
{
    [Fact]
    public void Every_round_is_decided_as_Kafka_decides_it()
    {
        var differences = new StringBuilder();
        var state = BalancingState.Initial;
        var rounds = JsonNode.Parse(File.ReadAllText(
            Path.Combine(Repository.Root, "tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", "assignor.json")))!.AsArray();
        foreach (var round in rounds)
        {
            var number = (int)round!["round"]!;
            var decided = Decide(round, number, number == 0 ? BalancingState.Initial : state);
            state = decided.Balancing;
            Compare(round, decided, differences);
        }

        Assert.True(rounds.Count > 1000);
        Assert.True(differences.Length == 0, differences.ToString());
    }

    private static WorkAssignment Decide(JsonNode round, int number, BalancingState state)
    {
        var configured = Words(round["configured"]).Select(word => word.Split('=')).Select(pair => (pair[0], int.Parse(pair[1], null))).ToArray();
        var members = round["held"]!.AsObject().ToDictionary(member => member.Key, member => Held(member.Key, Words(member.Value)));
        var context = new LeaderContext(
            members.Keys.First(), ConnectProtocolMode.Sessioned, number + 1, (int)round["completed"]!, members);
        return Assignor.Assign(context, GroupSimulation.Configured(1, configured), state, Placement.Anywhere, (int)round["maxDelay"]!, (long)round["now"]!);
    }

    private static WorkerState Held(string member, string[] work) => new(
        "http://" + member + "/",
        1,
        ConnectAssignment.Empty with
        {
            Connectors = [.. work.Where(word => !word.Contains('-'))],
            Tasks = [.. work.Where(word => word.Contains('-')).Select(word => word.Split('-')).Select(pair => new ConnectorTaskId(pair[0], int.Parse(pair[1], null)))],
        });

    private static void Compare(JsonNode round, WorkAssignment decided, StringBuilder differences)
    {
        foreach (var (member, told) in decided.Assignments)
        {
            var expected = (string?)round["given"]![member] + " revoked " + (string?)round["revoked"]![member] + " delay " + (int)round["delay"]!;
            var ours = Text(told.Connectors, told.Tasks)
                + " revoked " + Text(told.RevokedConnectors.Order(StringComparer.Ordinal), told.RevokedTasks.Order())
                + " delay " + told.Delay;
            if (ours != expected)
            {
                differences.AppendLine(round.ToJsonString()).AppendLine(member).AppendLine("  Java: " + expected).AppendLine("  ours: " + ours);
            }
        }
    }

    private static string[] Words(JsonNode? text) => ((string)text!).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(IEnumerable<string> connectors, IEnumerable<ConnectorTaskId> tasks) =>
        string.Join(' ', connectors.Concat(tasks.Select(task => task.ToString())));
}
