using ConnectNet.TestKit.Brokers;

return args switch
{
    ["embedded-kafka"] => MockCluster.Run(Console.In, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ConnectNet.TestKit embedded-kafka");
    return 1;
}
