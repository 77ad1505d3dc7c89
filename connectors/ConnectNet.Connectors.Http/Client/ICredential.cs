namespace ConnectNet.Connectors.Http.Client;

/// <summary>What authorises calls. Thread safe; a failure comes as <see cref="ApiFailureException"/>.</summary>
internal interface ICredential
{
    /// <summary>What to do when the API refuses the credential for good; names the settings.</summary>
    string Cure { get; }

    /// <summary>Puts the credential on a message.</summary>
    ValueTask ApplyAsync(HttpRequestMessage message, CancellationToken cancellationToken);

    /// <summary>Replaces the credential that the API has refused on this message; false where there is no other.</summary>
    ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken);
}
