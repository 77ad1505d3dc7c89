using System.Buffers;
using System.Buffers.Binary;
using ConnectNet.Simulators.BigQuery.Wire;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// The gRPC framing of one call over an HTTP/2 request of Kestrel: length-prefixed messages both ways, status in the trailers (or in the
/// headers when nothing was sent before). Reads and writes may run side by side, each from one caller at a time.
/// </summary>
internal sealed class GrpcExchange(HttpContext context)
{
    private const int MaxMessage = 64 * 1024 * 1024;

    public string Header(string name) => context.Request.Headers[name].ToString();

    /// <summary>The next message, or null when the client has closed its side.</summary>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (TryTake(ref buffer, out var message))
            {
                reader.AdvanceTo(buffer.Start);
                return message;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public async Task<T> ReadRequestAsync<T>(MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T> =>
        parser.ParseFrom(await ReadAsync(cancellation) ?? throw new RpcFailure(RpcCode.Internal, "The request has no message"));

    public async Task WriteAsync(IMessage message, CancellationToken cancellation)
    {
        StartHeaders();
        var size = message.CalculateSize();
        var frame = new byte[5 + size];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
        message.WriteTo(frame.AsSpan(5));
        await context.Response.BodyWriter.WriteAsync(frame, cancellation);
    }

    public void Finish(RpcCode code, string message = "", RpcFailure? failure = null)
    {
        Status("grpc-status", ((int)code).ToString());
        if (message.Length > 0)
        {
            Status("grpc-message", Uri.EscapeDataString(message));
        }
        if (failure is not null && failure.StorageCode != StorageErrorCode.Unspecified)
        {
            Status("grpc-status-details-bin", Unpadded(StatusOf(failure).ToByteArray()));
            Status("google.cloud.bigquery.storage.v1.storageerror-bin", Unpadded(ErrorOf(failure).ToByteArray()));
        }
    }

    public static RpcStatus StatusOf(RpcFailure failure)
    {
        var status = new RpcStatus { Code = (int)failure.Code, Message = failure.Message };
        if (failure.StorageCode != StorageErrorCode.Unspecified)
        {
            status.Details.Add(Any.Pack(ErrorOf(failure)));
        }
        return status;
    }

    private static StorageError ErrorOf(RpcFailure failure) => new() { Code = failure.StorageCode, ErrorMessage = failure.Message };

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private void StartHeaders()
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/grpc";
        }
    }

    private void Status(string name, string value)
    {
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer(name, value);
        }
        else
        {
            StartHeaders();
            context.Response.Headers[name] = value;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte[]? message)
    {
        message = null;
        if (buffer.Length < 5)
        {
            return false;
        }
        Span<byte> prefix = stackalloc byte[5];
        buffer.Slice(0, 5).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new RpcFailure(RpcCode.Unimplemented, "Compressed messages are not supported");
        }
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > MaxMessage)
        {
            throw new RpcFailure(RpcCode.ResourceExhausted, $"Received message larger than max ({length} vs. {MaxMessage})");
        }
        if (buffer.Length < 5 + length)
        {
            return false;
        }
        message = buffer.Slice(5, length).ToArray();
        buffer = buffer.Slice(5 + length);
        return true;
    }
}
