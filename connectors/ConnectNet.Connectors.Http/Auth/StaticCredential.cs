using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>A token from the configuration, used until somebody changes it. Immutable.</summary>
/// <param name="token">The token.</param>
/// <param name="placement">Where it goes.</param>
/// <param name="key">The setting that it comes from, for messages.</param>
internal sealed class StaticCredential(string token, TokenPlacement placement, string key) : ICredential
{
    public string Cure => $"Put a token into {key} that is valid and may read this.";

    public ValueTask ApplyAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        placement.Apply(message, token);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
