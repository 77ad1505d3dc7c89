using System.Security.Cryptography;
using System.Text;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// How the Graph API is called: the token in a header, where it stays out of URLs and logs, and the proof that the caller knows the
/// app's secret on every call, follow-up pages included. Failures are judged by <see cref="GraphErrors"/>.
/// </summary>
internal sealed class GraphDialect : ApiDialect
{
    private readonly string _token;
    private readonly KeyValuePair<string, string>[] _proof;

    public GraphDialect(string token, string? appSecret, TimeProvider clock)
        : base(new Redactor(token, appSecret, appSecret is null ? null : Proof(appSecret, token)), clock)
    {
        _token = token;
        _proof = appSecret is null ? [] : [new("appsecret_proof", Proof(appSecret, token))];
    }

    /// <summary>HMAC-SHA256 of the token with the app's secret, in lower-case hex.</summary>
    public static string Proof(string appSecret, string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), Encoding.UTF8.GetBytes(token)));

    public override ValueTask<HttpRequestMessage> AuthorizeAsync(ApiRequest request, Uri baseUrl, CancellationToken cancellationToken)
    {
        var message = Build(request, baseUrl, _proof);
        message.Headers.Authorization = new("Bearer", _token);
        return ValueTask.FromResult(message);
    }

    public override ApiFailure? Classify(ApiRequest request, ApiResponse response)
    {
        if (GraphError.Read(response) is not { } error)
        {
            return base.Classify(request, response);
        }

        var failure = GraphErrors.Judge(request, response, error);
        return failure with { Message = Redactor.Clean(failure.Message) };
    }
}
