namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// How the stand-in behaves. Ports of 0 are chosen by the system. REST and gRPC need a cleartext port each (Kestrel speaks either HTTP/1.1
/// or HTTP/2 there); the TLS port serves both.
/// </summary>
internal sealed record BigQueryStandInOptions
{
    public string Address { get; init; } = "127.0.0.1";

    public int RestPort { get; init; }

    public int GrpcPort { get; init; }

    public int TlsPort { get; init; }

    public string Project { get; init; } = "standin";

    /// <summary>Datasets that exist from the start, in <see cref="Project"/>.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = ["marketing"];

    /// <summary>Refuse calls without a bearer token that this stand-in issued and that has not expired.</summary>
    public bool RequireToken { get; init; }

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Also end a running append stream with UNAUTHENTICATED once the token it started with has expired.</summary>
    public bool ExpireRunningStreams { get; init; }

    /// <summary>The largest AppendRows request, descriptor included.</summary>
    public int RequestLimit { get; init; } = 10 * 1024 * 1024;

    /// <summary>How long appends do not see a table after its creation.</summary>
    public TimeSpan TableDelay { get; init; }

    /// <summary>How long appends do not see columns after they were added.</summary>
    public TimeSpan SchemaDelay { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
