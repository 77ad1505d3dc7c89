using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>What decides on the next page.</summary>
/// <param name="Response">Status and headers.</param>
/// <param name="Body">The answer, rows or none: the envelope of a streamed one will do. Null when it is no JSON.</param>
/// <param name="Rows">How many rows the server has sent.</param>
internal sealed record PageAnswer(ApiResponse Response, JsonElement? Body, long Rows);

/// <summary>How to go on: the next request with what tells it from the others, a failure, or neither at the end.</summary>
internal readonly record struct PageStep(ApiRequest? Next, string? Mark, ApiFailure? Failure)
{
    public static PageStep End => default;

    public bool IsEnd => Next is null && Failure is null;

    public static PageStep To(ApiRequest next, string mark) => new(next, mark, null);

    public static PageStep Failed(FailureClass kind, ApiRequest request, string problem) => new(null, null, new ApiFailure(kind, $"{request}: {problem}"));
}
