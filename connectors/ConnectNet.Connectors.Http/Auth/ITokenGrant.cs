using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>A way to get access tokens. Called by one caller at a time.</summary>
internal interface ITokenGrant : IDisposable
{
    /// <summary>What to do when the API refuses its tokens; names the settings.</summary>
    string Cure { get; }

    /// <summary>
    /// Whether a fetch, once begun, is to be waited for even by a caller that wants to stop: its answer may hold the only refresh token
    /// that is still good. The fetch has its own time-out.
    /// </summary>
    bool MustFinish { get; }

    /// <exception cref="ApiFailureException">
    /// There is no token. <see cref="FailureClass.Throttled"/> also when one is on its way: ask again after the wait.
    /// </exception>
    ValueTask<AccessToken> FetchAsync(CancellationToken cancellationToken);
}
