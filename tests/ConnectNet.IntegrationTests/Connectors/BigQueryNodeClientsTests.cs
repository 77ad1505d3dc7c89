using System.Diagnostics;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Connectors;

/// <summary>
/// Google's own Node clients accept the stand-in, without TLS and with TLS and tokens. The first run installs them, as
/// <c>tests/node/package-lock.json</c> names them.
/// </summary>
public sealed class BigQueryNodeClientsTests
{
    [KafkaTheory(Needs = Needs.NodeClients)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Googles_clients_accept_the_stand_in(bool tls)
    {
        await Installation.NeedNodeAsync();
        await using var standIn = await BigQueryStandIn.StartAsync(new BigQueryStandInOptions { RequireToken = tls });
        var start = new ProcessStartInfo("node", ["bigquery-clients.mjs"])
        {
            WorkingDirectory = Installation.NodeFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PROJECT"] = standIn.Project;
        start.Environment["DATASET"] = "marketing";
        start.Environment["TOKEN"] = standIn.IssueToken();
        start.Environment["METADATA_SERVER_DETECTION"] = "none";
        if (tls)
        {
            start.Environment["TLS_URL"] = standIn.TlsEndpoint;
            start.Environment["CA_FILE"] = standIn.CertificateFile;
            start.Environment["NODE_EXTRA_CA_CERTS"] = standIn.CertificateFile;
        }
        else
        {
            start.Environment["REST_URL"] = standIn.RestEndpoint;
            start.Environment["GRPC_PORT"] = new Uri(standIn.GrpcEndpoint).Port.ToString();
        }
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill();
        }

        Assert.True(node.HasExited && (await output).TrimEnd().EndsWith("accepted", StringComparison.Ordinal), await output + await errors);
    }
}
