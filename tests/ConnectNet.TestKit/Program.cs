using ConnectNet.TestKit.Brokers;

// What the kit needs a process of its own for: the broker that aborts on asserts.
if (args is ["embedded-kafka"])
{
    return MockCluster.Run(Console.In, Console.Out);
}

Console.Error.WriteLine("usage: ConnectNet.TestKit embedded-kafka");
return 1;
