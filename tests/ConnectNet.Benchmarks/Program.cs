using ConnectNet.Benchmarks.EndToEnd;

return args switch
{
    ["bare", var direction, var servers, var topic, var file, var records] => BareLoop.Run(direction, servers, topic, file, long.Parse(records)),
    _ => await EndToEndBenchmark.RunAsync(BenchmarkOptions.Parse(args)),
};
