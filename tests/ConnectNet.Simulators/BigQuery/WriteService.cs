using System.Threading.Channels;
using ConnectNet.Simulators.BigQuery.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// The gRPC service BigQueryWrite over plain requests of Kestrel: header checks, unary methods, and AppendRows, which answers each request in
/// order while it goes on reading the next ones.
/// </summary>
internal sealed class WriteService(Warehouse warehouse, TokenIssuer tokens, StandInFaults faults, StandInCounters counters, BigQueryStandInOptions options)
{
    public const string Path = "/google.cloud.bigquery.storage.v1.BigQueryWrite/{method}";

    // Without the registry the option that carries a flexible column name would be an unknown field.
    private static readonly MessageParser<AppendRowsRequest> Requests =
        AppendRowsRequest.Parser.WithExtensionRegistry([BigqueryStorageExtensions.ColumnName]);

    private readonly WriteStreams streams = new(warehouse, options.Time);

    public async Task HandleAsync(HttpContext context, string method)
    {
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        var exchange = new GrpcExchange(context);
        var cancellation = context.RequestAborted;
        try
        {
            CheckHeaders(exchange, context.Request);
            if (method == "AppendRows")
            {
                await AppendAsync(exchange, context, cancellation);
            }
            else
            {
                await exchange.WriteAsync(await UnaryAsync(exchange, method, cancellation), cancellation);
            }
            exchange.Finish(RpcCode.Ok);
        }
        catch (RpcFailure failure)
        {
            exchange.Finish(failure.Code, failure.Message, failure);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            context.Abort();
        }
    }

    private void CheckHeaders(GrpcExchange exchange, HttpRequest request)
    {
        if (!(request.ContentType ?? "").StartsWith("application/grpc", StringComparison.Ordinal))
        {
            throw new RpcFailure(RpcCode.Unimplemented, $"Invalid content type {request.ContentType}");
        }
        if (exchange.Header("te") != "trailers")
        {
            throw new RpcFailure(RpcCode.Internal, "The header te: trailers is missing");
        }
        if (exchange.Header("x-goog-request-params").Length == 0)
        {
            throw new RpcFailure(RpcCode.InvalidArgument, "The header x-goog-request-params is missing: the call cannot be routed");
        }
        RequireToken(exchange);
    }

    private void RequireToken(GrpcExchange exchange)
    {
        if (!tokens.IsValid(exchange.Header("authorization")))
        {
            throw new RpcFailure(RpcCode.Unauthenticated, "Request had invalid authentication credentials. Expected OAuth 2 access token.");
        }
    }

    private static void RequireRouting(GrpcExchange exchange, string key, string value)
    {
        var sent = Uri.UnescapeDataString(exchange.Header("x-goog-request-params"));
        if (!sent.Split('&').Contains($"{key}={value}"))
        {
            throw new RpcFailure(RpcCode.InvalidArgument, $"The header x-goog-request-params is '{sent}', the request needs {key}={value}");
        }
    }

    private async Task<IMessage> UnaryAsync(GrpcExchange exchange, string method, CancellationToken cancellation)
    {
        switch (method)
        {
            case "CreateWriteStream":
                var create = await exchange.ReadRequestAsync(CreateWriteStreamRequest.Parser, cancellation);
                RequireRouting(exchange, "parent", create.Parent);
                lock (warehouse.Gate)
                {
                    return streams.Create(create);
                }
            case "GetWriteStream":
                var get = await exchange.ReadRequestAsync(GetWriteStreamRequest.Parser, cancellation);
                RequireRouting(exchange, "name", get.Name);
                lock (warehouse.Gate)
                {
                    return streams.Get(get);
                }
            case "FinalizeWriteStream":
                var finalize = await exchange.ReadRequestAsync(FinalizeWriteStreamRequest.Parser, cancellation);
                RequireRouting(exchange, "name", finalize.Name);
                lock (warehouse.Gate)
                {
                    return streams.FinalizeStream(finalize.Name);
                }
            case "BatchCommitWriteStreams":
                var commit = await exchange.ReadRequestAsync(BatchCommitWriteStreamsRequest.Parser, cancellation);
                RequireRouting(exchange, "parent", commit.Parent);
                lock (warehouse.Gate)
                {
                    return streams.Commit(commit);
                }
            case "FlushRows":
                var flush = await exchange.ReadRequestAsync(FlushRowsRequest.Parser, cancellation);
                RequireRouting(exchange, "write_stream", flush.WriteStream);
                lock (warehouse.Gate)
                {
                    return streams.Flush(flush);
                }
            default:
                throw new RpcFailure(RpcCode.Unimplemented, $"Unknown method {method}");
        }
    }

    private async Task AppendAsync(GrpcExchange exchange, HttpContext context, CancellationToken cancellation)
    {
        counters.CountConnection();
        var answers = Channel.CreateUnbounded<AppendRowsResponse>();
        var writing = WriteAnswersAsync(exchange, answers.Reader, cancellation);
        try
        {
            await ReadAppendsAsync(exchange, context, answers.Writer, cancellation);
        }
        catch
        {
            answers.Writer.TryComplete();
            await writing;
            throw;
        }
        answers.Writer.TryComplete();
        await writing;
    }

    private async Task ReadAppendsAsync(GrpcExchange exchange, HttpContext context, ChannelWriter<AppendRowsResponse> answers, CancellationToken cancellation)
    {
        var session = new AppendSession(warehouse, streams, faults, options);
        while (await exchange.ReadAsync(cancellation) is { } bytes)
        {
            counters.CountAppend(bytes.Length);
            if (options.ExpireRunningStreams)
            {
                RequireToken(exchange);
            }
            var request = Requests.ParseFrom(bytes);
            if (request.WriteStream.Length > 0 && session.Stream.Length == 0)
            {
                RequireRouting(exchange, "write_stream", request.WriteStream);
            }
            await answers.WriteAsync(Answer(session, request, bytes.Length, context), cancellation);
        }
    }

    private AppendRowsResponse Answer(AppendSession session, AppendRowsRequest request, int size, HttpContext context)
    {
        var fault = faults.NextAppendFault();
        if (fault is { StoresRows: true })
        {
            session.Append(request, size);
        }
        try
        {
            switch (fault?.Kind)
            {
                case null:
                    return session.Append(request, size);
                case AppendFaultKind.InBand:
                    throw new RpcFailure(fault.Code, fault.Message, fault.StorageCode);
                case AppendFaultKind.Reset:
                    context.Abort();
                    throw new OperationCanceledException();
                default:
                    break;
            }
        }
        catch (RpcFailure failure)
        {
            var answer = new AppendRowsResponse { Error = GrpcExchange.StatusOf(failure), WriteStream = request.WriteStream };
            answer.RowErrors.AddRange(failure.RowErrors);
            return answer;
        }
        throw new RpcFailure(fault.Code, fault.Message, fault.StorageCode);
    }

    private async Task WriteAnswersAsync(GrpcExchange exchange, ChannelReader<AppendRowsResponse> answers, CancellationToken cancellation)
    {
        await foreach (var answer in answers.ReadAllAsync(cancellation))
        {
            await faults.AcknowledgementAllowedAsync(cancellation);
            await exchange.WriteAsync(answer, cancellation);
        }
    }
}
