using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// Reads the rows of Google's streaming methods, an array of chunks with rows in each. Such a stream has begun with HTTP 200 when
/// something goes wrong, and then ends with an error in place of a chunk. For one caller.
/// </summary>
/// <param name="stream">The answer; it stays the caller's.</param>
/// <param name="rows">Name of the rows in a chunk.</param>
/// <param name="judge">The verdict on the member <c>error</c>.</param>
/// <param name="source">Names the answer in messages.</param>
internal sealed class GoogleRowReader(Stream stream, string rows, Func<JsonElement, ApiFailure> judge, string source) : IDisposable
{
    private readonly JsonRowReader _reader = new(stream, JsonPath.Parse("[]." + rows), source);

    /// <summary>The row; valid until the next read.</summary>
    public JsonElement Row => _reader.Current;

    public long Rows => _reader.Rows;

    /// <summary>The number of the request, to be named to Google's support.</summary>
    public string? RequestId { get; private set; }

    /// <returns>False at the proper end of the stream.</returns>
    /// <exception cref="ApiFailureException">The stream broke off, or ended with an error.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                case JsonItem.Row:
                    return true;
                case JsonItem.Envelope:
                    Check(_reader.Current);
                    break;
                default:
                    return false;
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private void Check(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var error))
        {
            throw new ApiFailureException(judge(error), null);
        }

        if (!_reader.IsArray)
        {
            throw new ApiFailureException(
                new ApiFailure(FailureClass.RestartSlice, $"{source}: the answer is one object, where a stream of chunks was expected"), null);
        }

        RequestId = chunk.TryGetProperty("requestId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : RequestId;
    }
}
