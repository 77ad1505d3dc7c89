using System.Text.Json.Nodes;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Kit;

public sealed class WorkerBuildTests
{
    /// <summary>The web SDK turns the server's collector on, which costs a third of the CPU of a busy source, and memory by the core.</summary>
    [Fact]
    public void The_worker_has_the_collector_of_a_small_program()
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Artifacts, "ConnectNet.Runtime.runtimeconfig.json")))!;
        Assert.False((bool)config["runtimeOptions"]!["configProperties"]!["System.GC.Server"]!);
    }
}
