using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class RestartPlanTests
{
    private static readonly ConnectorStateInfo Current = new(
        "x",
        new ConnectorStatus("x", ConnectState.Running, "w:1", 3, "4.3.1"),
        [
            new TaskStatus(new ConnectorTaskId("x", 0), ConnectState.Failed, "w:1", 3, "4.3.1", "boom"),
            new TaskStatus(new ConnectorTaskId("x", 1), ConnectState.Running, "w:1", 3, "4.3.1"),
        ],
        ConnectorType.Source);

    [Theory]
    [InlineData(false, false, true, new int[0])]
    [InlineData(true, false, false, new int[0])]
    [InlineData(false, true, true, new[] { 0, 1 })]
    [InlineData(true, true, false, new[] { 0 })]
    public void Reaches_what_the_request_says(bool onlyFailed, bool includeTasks, bool connector, int[] tasks)
    {
        var plan = new RestartPlan(new RestartRequest("x", onlyFailed, includeTasks), Current);
        Assert.Equal(connector, plan.RestartsConnector);
        Assert.Equal(tasks, plan.Tasks.Select(task => task.Task));
        Assert.Equal(connector ? ConnectState.Restarting : ConnectState.Running, plan.States.Connector.State);
        Assert.Equal("4.3.1", plan.States.Connector.Version);
        Assert.All(plan.States.Tasks, task => Assert.Equal(tasks.Contains(task.Id.Task), task.State == ConnectState.Restarting));
        Assert.Equal("boom", plan.States.Tasks[0].Trace);
    }
}
