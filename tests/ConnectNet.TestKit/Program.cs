using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Compatibility;
using ConnectNet.TestKit.Demo;
using ConnectNet.TestKit.Docs;
using ConnectNet.TestKit.Faults;

return args switch
{
    ["demo", .. var rest] => await DemoProgram.RunAsync(rest),
    ["faults", .. var rest] => await FaultsProgram.RunAsync(rest),
    ["facebook-ads", .. var rest] => await Simulators.RunFacebookAdsAsync(rest),
    ["bigquery", .. var rest] => await Simulators.RunBigQueryAsync(rest),
    ["compare", .. var rest] => await CompareProgram.RunAsync(rest),
    ["docs"] => KeyTables.Run(),
    ["embedded-kafka"] => MockCluster.Run(Console.In, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ConnectNet.TestKit demo [--once] | faults [--quick] [--row NAME] | compare [PART ...] | docs | facebook-ads | bigquery | embedded-kafka");
    return 1;
}
