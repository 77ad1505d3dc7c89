using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Demo;
using ConnectNet.TestKit.Docs;

return args switch
{
    ["demo", .. var rest] => await DemoProgram.RunAsync(rest),
    ["faults", .. var rest] => await FaultsProgram.RunAsync(rest),
    ["docs"] => KeyTables.Run(),
    ["embedded-kafka"] => MockCluster.Run(Console.In, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ConnectNet.TestKit demo [--once] | faults [--quick | --times N] | docs | embedded-kafka");
    return 1;
}
