using ConnectNet.Benchmarks.EndToEnd;
using ConnectNet.Benchmarks.Micro;

return args switch
{
    ["bare", var direction, var servers, var topic, var file, var records] => BareLoop.Run(direction, servers, topic, file, long.Parse(records)),
    ["idle", .. var rest] => await IdleBenchmark.RunAsync(rest),
    ["micro", .. var rest] => MicroBenchmarks.Run(rest),
    _ => await EndToEndBenchmark.RunAsync(BenchmarkOptions.Parse(args)),
};
