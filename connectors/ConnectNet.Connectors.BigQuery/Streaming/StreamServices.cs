using System.Collections.Concurrent;
using ConnectNet.Connectors.BigQuery.Auth;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.BigQuery.Streaming;

/// <summary>A record whose row BigQuery has refused; the task reports it on its own thread.</summary>
internal sealed record Rejection(SinkRecord Record, OffsetSlot Slot, string Reason);

/// <summary>What all streams of a task share. Thread-safe; owned by the task.</summary>
internal sealed class StreamServices(
    BigQuerySinkConfig config, Credentials credentials, HttpMessageHandler handler, SinkMetrics metrics, ILogger logger, TimeProvider time) : IDisposable
{
    public BigQuerySinkConfig Config => config;

    public Credentials Credentials => credentials;

    public HttpMessageInvoker Http { get; } = new(handler);

    public SinkMetrics Metrics => metrics;

    public ILogger Logger => logger;

    public TimeProvider Time => time;

    /// <summary>Refused rows, in the order of the answers.</summary>
    public ConcurrentQueue<Rejection> Rejections { get; } = new();

    /// <summary>Reports acknowledgements, rejections and failures.</summary>
    public Progress Progress { get; } = new();

    public void Dispose() => Http.Dispose();
}
