using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// A local BigQuery: REST v2, the gRPC service BigQueryWrite (cleartext and TLS) and the token endpoint of its one service account, over
/// tables in memory. Strict where the real one is: headers, tokens, sizes, schemas, change rows. Owns its listeners; thread-safe.
/// </summary>
internal sealed class BigQueryStandIn : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly BigQueryStandInOptions options;
    private readonly Warehouse warehouse;
    private readonly TokenIssuer tokens;
    private readonly StandInCertificate certificate;
    private readonly List<ListenOptions> listeners = [];

    private BigQueryStandIn(BigQueryStandInOptions options)
    {
        this.options = options;
        warehouse = new Warehouse(options.Time);
        tokens = new TokenIssuer(options);
        certificate = new StandInCertificate();
        foreach (var dataset in options.Datasets)
        {
            warehouse.CreateDataset(options.Project, dataset);
        }
        app = Build();
    }

    public string Project => options.Project;

    /// <summary>REST, e.g. <c>http://127.0.0.1:9050</c>: the value of <c>bigquery.rest.endpoint</c>.</summary>
    public string RestEndpoint => $"http://{options.Address}:{listeners[0].IPEndPoint!.Port}";

    /// <summary>gRPC without TLS: the value of <c>bigquery.storage.endpoint</c>.</summary>
    public string GrpcEndpoint => $"http://{options.Address}:{listeners[1].IPEndPoint!.Port}";

    /// <summary>REST and gRPC over TLS, with the certificate of <see cref="CertificateFile"/>.</summary>
    public string TlsEndpoint => $"https://{options.Address}:{listeners[2].IPEndPoint!.Port}";

    /// <summary>The PEM file that makes a client trust <see cref="TlsEndpoint"/>.</summary>
    public string CertificateFile => certificate.File;

    /// <summary>The service account's key file: the value of <c>keyfile</c> with <c>keySource=JSON</c>.</summary>
    public string KeyFile => tokens.KeyFile();

    /// <summary>How many access tokens were fetched.</summary>
    public int TokensIssued => tokens.Issued;

    public StandInFaults Faults { get; } = new();

    public StandInCounters Counters { get; } = new();

    public static async Task<BigQueryStandIn> StartAsync(BigQueryStandInOptions? options = null, CancellationToken cancellation = default)
    {
        var standIn = new BigQueryStandIn(options ?? new BigQueryStandInOptions());
        await standIn.app.StartAsync(cancellation);
        standIn.tokens.TokenUri = standIn.RestEndpoint + "/token";
        return standIn;
    }

    /// <summary>The rows of <c>dataset.table</c> as they are visible now; empty when there is no such table.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string table) => [.. StoredRows(table).Select(row => row.Values)];

    /// <summary>The rows of <c>dataset.table</c> with the partition each was addressed to.</summary>
    public IReadOnlyList<StoredRow> StoredRows(string table)
    {
        lock (warehouse.Gate)
        {
            return Table(table)?.Rows ?? [];
        }
    }

    /// <summary>The table, or null. Its members are only stable while no client writes.</summary>
    public StoredTable? Table(string table) => warehouse.Find(Name(table));

    /// <summary>Creates a table from a REST resource (<c>schema</c>, <c>tableConstraints</c>, …).</summary>
    public StoredTable CreateTable(string table, string resource) =>
        warehouse.CreateTable(Name(table), System.Text.Json.Nodes.JsonNode.Parse(resource)!.AsObject());

    public void DeleteTable(string table) => warehouse.DeleteTable(Name(table));

    /// <summary>A valid access token, for clients that cannot use the token endpoint.</summary>
    public string IssueToken() => tokens.Issue();

    /// <summary>Makes every token issued so far invalid.</summary>
    public void RevokeTokens() => tokens.RevokeAll();

    public async ValueTask DisposeAsync()
    {
        Faults.ReleaseAcknowledgements();
        await app.DisposeAsync();
        certificate.Dispose();
    }

    private TableName Name(string table)
    {
        var parts = table.Split('.');
        return parts.Length == 2 ? new TableName(options.Project, parts[0], parts[1])
            : throw new ArgumentException($"'{table}' is not of the form dataset.table", nameof(table));
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRequestDecompression();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            var address = IPAddress.Parse(options.Address);
            kestrel.Listen(address, options.RestPort, listen => Use(listen, HttpProtocols.Http1));
            kestrel.Listen(address, options.GrpcPort, listen => Use(listen, HttpProtocols.Http2));
            kestrel.Listen(address, options.TlsPort, listen =>
            {
                Use(listen, HttpProtocols.Http1AndHttp2);
                listen.UseHttps(StandInCertificate.Certificate);
            });
        });
        var application = builder.Build();
        application.UseRequestDecompression();
        application.MapPost("/token", (HttpRequest request) => tokens.ExchangeAsync(request));
        var write = new WriteService(warehouse, tokens, Faults, Counters, options);
        application.MapPost(WriteService.Path, (HttpContext context, string method) => write.HandleAsync(context, method));
        new RestApi(warehouse, tokens, Faults, Counters, options.Time).Map(application);
        return application;
    }

    private void Use(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        listeners.Add(listen);
    }
}
