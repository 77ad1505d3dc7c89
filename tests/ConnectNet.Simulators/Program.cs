using ConnectNet.Simulators;

return args switch
{
    ["facebook-ads", .. var rest] => await SimulatorPrograms.RunFacebookAdsAsync(rest),
    ["bigquery", .. var rest] => await SimulatorPrograms.RunBigQueryAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: ConnectNet.Simulators facebook-ads [--address A] [--port P] [--secrets DIR]"
        + " | bigquery [--address A] [--rest-port P] [--grpc-port Q] [--advertised URL] [--secrets DIR]");
    return 1;
}
