using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>How internal requests are signed; the values of <c>inter.worker.*</c>.</summary>
internal sealed record SigningSettings(
    string KeyAlgorithm, int? KeyBits, long KeyTtlMs, IReadOnlyList<string> VerificationAlgorithms);

/// <summary>
/// The newest session key and when it is to be replaced; judges the signatures of internal requests. There is no grace period for an older
/// key: callers try again. Thread-safe.
/// </summary>
internal sealed class SessionKeys(SigningSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private SessionKey? _key;
    private long _expiration = long.MaxValue;

    public SessionKey? Current
    {
        get
        {
            lock (_lock)
            {
                return _key;
            }
        }
    }

    /// <summary>When a leader has to make a new key, in milliseconds since 1970; long.MaxValue for never.</summary>
    public long Expiration
    {
        get
        {
            lock (_lock)
            {
                return _expiration;
            }
        }
    }

    /// <summary>A key was read from the config topic.</summary>
    public void Update(SessionKey key)
    {
        lock (_lock)
        {
            _key = key;
            // A time to live of 0 keeps what was set before.
            if (settings.KeyTtlMs > 0)
            {
                _expiration = key.CreationTimestamp + settings.KeyTtlMs;
            }
        }
    }

    /// <summary>Takes the key that was there at start, for which no update was reported.</summary>
    public void Adopt(ClusterState snapshot)
    {
        lock (_lock)
        {
            if (_key is null && snapshot.SessionKey is { } found)
            {
                _key = found;
                _expiration = found.CreationTimestamp + settings.KeyTtlMs;
            }
        }
    }

    /// <summary>What a leader calls at each turn: the key to be written now, or null.</summary>
    public SessionKey? Rotate()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (_key is not null && _expiration > now && IsAsConfigured(_key))
            {
                return null;
            }

            _expiration = long.MaxValue;
            return new SessionKey(RequestSignatures.GenerateKey(settings.KeyAlgorithm, settings.KeyBits), settings.KeyAlgorithm, now);
        }
    }

    /// <summary>Judges an internal request.</summary>
    /// <exception cref="RestRequestException">It is not signed as it must be.</exception>
    public void Verify(InternalRequestSignature request)
    {
        if (request.Algorithm is not { } algorithm || request.Signature is not { } signature)
        {
            throw new BadRequestException("Internal request missing required signature");
        }

        if (!RequestSignatures.IsKnown(algorithm))
        {
            throw new BadRequestException($"Algorithm {algorithm} not available");
        }

        var bytes = JavaBase64.Decode(signature);
        if (!settings.VerificationAlgorithms.Contains(algorithm))
        {
            throw new BadRequestException(
                $"This worker does not support the '{algorithm}' key signing algorithm used by other workers. This worker is currently "
                + $"configured to use: [{string.Join(", ", settings.VerificationAlgorithms)}]. Check that all workers' configuration files "
                + "permit the same set of signature algorithms, and correct any misconfigured worker and restart it.");
        }

        if (Current is not { } key)
        {
            throw new RestRequestException(
                503, 503, "This worker is still starting up and has not been able to read a session key from the config topic yet");
        }

        if (!RequestSignatures.IsValid(algorithm, key, request.Body, bytes))
        {
            throw new RestRequestException(403, 403, "Internal request contained invalid signature.");
        }
    }

    private bool IsAsConfigured(SessionKey key) =>
        key.Algorithm == settings.KeyAlgorithm
        && key.Key.Length == RequestSignatures.KeyBytes(settings.KeyAlgorithm, settings.KeyBits);
}
