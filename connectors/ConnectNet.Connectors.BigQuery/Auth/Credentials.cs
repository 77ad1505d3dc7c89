using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Sdk.Errors;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;

namespace ConnectNet.Connectors.BigQuery.Auth;

/// <summary>
/// The credentials of a task: gives the bearer token for a call, from Google's library, which fetches and caches it. Thread-safe. Neither key
/// nor token ever reaches a message.
/// </summary>
internal sealed class Credentials
{
    private const string Scope = "https://www.googleapis.com/auth/bigquery";
    private const string InsertScope = "https://www.googleapis.com/auth/bigquery.insertdata";

    private readonly GoogleCredential? _credential;

    private Credentials(GoogleCredential? credential) => _credential = credential;

    /// <summary>Builds the credentials that the settings name; without any, calls go out without a token.</summary>
    /// <exception cref="ConnectException">The key cannot be read.</exception>
    public static async ValueTask<Credentials> CreateAsync(BigQuerySinkConfig config, Func<HttpMessageHandler> handlers, CancellationToken cancellationToken)
    {
        GoogleCredential? credential;
        try
        {
            credential = config.RequiredText(Keys.KeySource) == "APPLICATION_DEFAULT"
                ? await GoogleCredential.GetApplicationDefaultAsync(cancellationToken).ConfigureAwait(false)
                : FromKey(config);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ConnectException("The credentials for BigQuery cannot be used: "
                + (failure is FormatException ? failure.Message : $"{failure.GetType().Name} while reading the key"));
        }

        return new Credentials(credential?.CreateScoped(Scope, InsertScope).CreateWithHttpClientFactory(new Factory(handlers)));
    }

    /// <summary>The token for a call to <paramref name="uri"/>, or null without credentials.</summary>
    /// <exception cref="RetriableException">The token server cannot be reached.</exception>
    /// <exception cref="ConnectException">The token server refuses the key.</exception>
    public async ValueTask<string?> TokenAsync(Uri uri, CancellationToken cancellationToken)
    {
        if (_credential is null)
        {
            return null;
        }

        try
        {
            return await ((ITokenAccess)_credential).GetAccessTokenForRequestAsync(uri.GetLeftPart(UriPartial.Authority), cancellationToken).ConfigureAwait(false);
        }
        catch (TokenResponseException refusal)
        {
            throw Refused(refusal);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new RetriableException("The token server cannot be reached: " + failure.Message, failure);
        }
    }

    /// <summary>Fetches a new token although the last one has not expired: a server has refused it.</summary>
    /// <returns>False when there is nothing to renew.</returns>
    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _credential?.UnderlyingCredential is ServiceCredential service
                && await service.RequestAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TokenResponseException refusal)
        {
            throw Refused(refusal);
        }
        catch (HttpRequestException failure)
        {
            throw new RetriableException("The token server cannot be reached: " + failure.Message, failure);
        }
    }

    private static GoogleCredential? FromKey(BigQuerySinkConfig config)
    {
        if (config.Secret(Keys.KeyFile) is not { Value.Length: > 0 } key)
        {
            return null;
        }

        var text = KeyFiles.Read(key.Value, isPath: config.RequiredText(Keys.KeySource) == "FILE");
        return CredentialFactory.FromJson(text, KeyFiles.TypeOf(text));
    }

    private static ConnectException Refused(TokenResponseException refusal) => refusal.StatusCode is >= System.Net.HttpStatusCode.InternalServerError
        ? new RetriableException("The token server failed: " + refusal.Error?.Error)
        : new ConnectException($"The token server refuses the key in keyfile: {refusal.Error?.Error} ({refusal.Error?.ErrorDescription}). Check the key and the clock.");

    private sealed class Factory(Func<HttpMessageHandler> handlers) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => handlers();
    }
}
