namespace ConnectNet.Connectors.Http.Auth;

/// <summary>Where new refresh tokens are kept.</summary>
internal enum TokenStoreKind
{
    /// <summary>Nowhere: for servers whose refresh tokens stay the same.</summary>
    Memory,

    /// <summary>In the connector's offsets.</summary>
    Offsets,

    /// <summary>In a file.</summary>
    File,
}

/// <summary>
/// What a connector whose refresh tokens rotate must keep to, for its validation. A token has one holder: of two tasks that refresh the
/// same one, the second is refused and, with strict servers, ends both. The connector itself counts as a holder when it makes calls
/// (finding accounts): it cannot write offsets, so it needs the file.
/// </summary>
internal static class RotationRules
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Problem(TokenStoreKind store, string? file, int tasksMax, bool connectorCalls, TokenKeys keys) => store switch
    {
        TokenStoreKind.File when string.IsNullOrWhiteSpace(file) => $"{keys.Store}=file needs {keys.StoreFile}: the path of a file that the worker's user may create.",
        not TokenStoreKind.File when !string.IsNullOrWhiteSpace(file) => $"{keys.StoreFile} is only used with {keys.Store}=file.",
        TokenStoreKind.Offsets when tasksMax > 1 =>
            $"{keys.Store}=offsets allows one task, for only one may hold a refresh token that changes: set tasks.max to 1, or {keys.Store} to file.",
        TokenStoreKind.Offsets when connectorCalls =>
            $"{keys.Store}=offsets allows no calls before the task runs: list the accounts, or set {keys.Store} to file.",
        _ => null,
    };
}
