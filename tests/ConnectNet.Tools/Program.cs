using ConnectNet.Tools.Compatibility;
using ConnectNet.Tools.Demo;
using ConnectNet.Tools.Docs;
using ConnectNet.Tools.Faults;

return args switch
{
    ["demo", .. var rest] => await DemoProgram.RunAsync(rest),
    ["faults", .. var rest] => await FaultsProgram.RunAsync(rest),
    ["compare", .. var rest] => await CompareProgram.RunAsync(rest),
    ["docs"] => KeyTables.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ConnectNet.Tools demo [--once] | faults [--quick] [--row NAME] | compare [PART ...] | docs");
    return 1;
}
