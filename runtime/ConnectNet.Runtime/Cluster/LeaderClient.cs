using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Cluster;

/// <summary>An answer of another worker with a 2xx status; no body after 204.</summary>
internal sealed record WorkerAnswer(int Status, byte[]? Body);

/// <summary>
/// The one HTTP client between workers: forwards requests of operators and sends the signed internal ones. Redirects are not followed.
/// Owns its connections. Thread-safe.
/// </summary>
internal sealed class LeaderClient : IDisposable
{
    private const string Unreserved = "-._~!$&'()*+,;=:@/";
    private readonly HttpClient _client;
    private readonly string _signatureAlgorithm;

    /// <param name="signatureAlgorithm">Java's name of the MAC that signs internal requests.</param>
    /// <param name="tls">How to reach https workers, or null for the platform's defaults.</param>
    public LeaderClient(string signatureAlgorithm, SslClientAuthenticationOptions? tls = null)
    {
        _signatureAlgorithm = signatureAlgorithm;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        _client = new HttpClient(handler);
    }

    /// <summary>
    /// Joins a worker's URL and path segments as Java does: special characters are escaped, existing escapes and slashes stay. Braces are
    /// characters like others; Java takes them for templates, and answers for such a connector with an error though it runs.
    /// </summary>
    public static string Url(string workerUrl, params ReadOnlySpan<string> segments)
    {
        var url = new StringBuilder(workerUrl.TrimEnd('/'));
        foreach (var segment in segments)
        {
            url.Append('/');
            Escape(url, segment);
        }

        return url.ToString();
    }

    /// <summary>Sends a request. Error answers and failures become a <see cref="RestRequestException"/>.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="url">Whole URL.</param>
    /// <param name="body">JSON, or null for none.</param>
    /// <param name="authorization">The operator's Authorization header to pass on, or null.</param>
    /// <param name="signWith">Key to sign an internal request with, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WorkerAnswer> SendAsync(
        HttpMethod method, string url, byte[]? body, string? authorization, SessionKey? signWith, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, url);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue("kafka-connect")));
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            if (signWith is not null)
            {
                var signature = RequestSignatures.Sign(_signatureAlgorithm, signWith, body ?? []);
                request.Headers.Add(InternalRequestSignature.SignatureHeader, Convert.ToBase64String(signature));
                request.Headers.Add(InternalRequestSignature.AlgorithmHeader, _signatureAlgorithm);
            }

            using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RestRequestException(500, 500, "IO Error trying to forward REST request: " + e.Message, e);
        }
        catch (Exception e) when (e is not (RestRequestException or OperationCanceledException))
        {
            throw new RestRequestException(500, 500, "Error trying to forward REST request: " + e.Message, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<WorkerAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 204)
        {
            return new WorkerAnswer(status, null);
        }

        if (status is < 200 or (>= 300 and < 400))
        {
            throw new RestRequestException(500, 500, "Unexpected status code when handling forwarded request: " + status);
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (status < 400)
        {
            return new WorkerAnswer(status, body);
        }

        var (code, message) = Error(body);
        throw new RestRequestException(status, code, message);
    }

    private static (int Code, string? Message) Error(byte[] body)
    {
        object? document;
        try
        {
            document = SchemalessJson.Read(body);
        }
        catch (JacksonException e)
        {
            throw new IOException(e.Message, e);
        }

        return document is ConnectMap map && map.TryGetValue("error_code", out var code) && code is long number
            ? ((int)number, map.TryGetValue("message", out var message) ? message as string : null)
            : throw new IOException("The answer of the other worker is no error in Connect's form");
    }

    private static void Escape(StringBuilder url, string segment)
    {
        for (var i = 0; i < segment.Length; i++)
        {
            var c = segment[i];
            if (char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c, StringComparison.Ordinal) || IsEscape(segment, i))
            {
                url.Append(c);
                continue;
            }

            var length = i + 1 < segment.Length && char.IsSurrogatePair(segment[i], segment[i + 1]) ? 2 : 1;
            foreach (var octet in Encoding.UTF8.GetBytes(segment, i, length))
            {
                url.Append('%').Append(octet.ToString("X2", null));
            }

            i += length - 1;
        }
    }

    private static bool IsEscape(string text, int at) =>
        text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);
}
