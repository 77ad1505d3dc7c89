using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Keeps the refresh token in a file that only the worker's user can read. A lock file beside it lets one task refresh at a time, over all
/// workers of a machine, and over machines where the directory is shared by a file system that locks. It must not be on a disk that
/// a container loses with its end.
/// </summary>
internal sealed class FileTokenStore(string path, CredentialId credential, TokenKeys keys) : IRefreshTokenStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(1);

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    private readonly string _path = Path.GetFullPath(path);

    public bool IsDurable => true;

    public string? Hint => null;

    private string NewPath => _path + ".new";

    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        FileStream? turn = null;
        try
        {
            turn = new FileStream(_path + ".lock", Options(FileMode.OpenOrCreate));
            // A refresh whose token cannot be written afterwards ends the credential: better to know before.
            await WriteAsync("{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch (IOException error) when (turn is null && Locked.Contains(error.HResult))
        {
            throw new ApiFailureException(
                new ApiFailure(FailureClass.Throttled, $"Another task refreshes the credential kept in {_path}.") { IsAppWide = true, Wait = LockWait }, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            turn?.Dispose();
            if (error is OperationCanceledException)
            {
                throw;
            }

            throw Unusable($"cannot be written: {error.Message}", "Name a file in a directory where the worker's user may create files.");
        }
    }

    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(_path));
            var root = json.RootElement;
            return root.GetProperty("credential").GetString() == credential.Hash
                ? ValueTask.FromResult<string?>(root.GetProperty("refresh_token").GetString() ?? throw new KeyNotFoundException())
                : ValueTask.FromResult<string?>(null);
        }
        catch (Exception error) when (error is FileNotFoundException)
        {
            return ValueTask.FromResult<string?>(null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(
                "is not one that was written here", $"Name another file, or delete it and put a new refresh token into {keys.RefreshToken}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"cannot be read: {error.Message}", "Let the worker's user read and write it.");
        }
    }

    public async ValueTask<bool> SaveAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var content = new OrderedDictionary<string, object> { ["v"] = 1, ["credential"] = credential.Hash, ["refresh_token"] = token };
            await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(content), cancellationToken).ConfigureAwait(false);
            File.Move(NewPath, _path, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"cannot be written: {error.Message}", "Make room, or let the worker's user write it.");
        }
    }

    public ValueTask<bool> IsSafeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private async ValueTask WriteAsync(byte[] content, CancellationToken cancellationToken)
    {
        // A file that is there keeps its mode.
        File.Delete(NewPath);
        await using var file = new FileStream(NewPath, Options(FileMode.CreateNew));
        await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    private ApiFailureException Unusable(string problem, string cure) =>
        new(new ApiFailure(FailureClass.PermanentConnector, $"The file {_path} of {keys.StoreFile} {problem}. {cure}"), null);
}
