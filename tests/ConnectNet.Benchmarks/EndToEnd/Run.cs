using ConnectNet.TestKit.Processes;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>What a contender needs to carry a scenario once.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Input">What is read.</param>
/// <param name="Topic">Empty topic of this run: a source's target, a sink's dead letters.</param>
internal sealed record Run(Scenario Scenario, Input Input, string Topic, string BootstrapServers, TempDirectory Directory, Observer Observer);
