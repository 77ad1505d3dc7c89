using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// One connection to one broker: opened with TLS and SASL as configured, then one request at a time. May be used by several threads;
/// requests queue up. After a failure it is of no use any more and <see cref="IsBroken"/>. The creator disposes it.
/// </summary>
internal sealed class BrokerConnection : IDisposable
{
    private const int MaxResponse = 100 * 1024 * 1024;

    /// <summary>The part of a session's life after which the next request renews it, as early as Java's clients may.</summary>
    private const double Renewal = 0.85;

    private static readonly TimeSpan WatchPause = TimeSpan.FromMilliseconds(200);

    private readonly BrokerSettings _settings;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;
    private IReadOnlyDictionary<ApiKey, (short Oldest, short Newest)> _versions =
        new Dictionary<ApiKey, (short, short)>();

    private int _correlation;
    private int _counted;
    private long _authenticatedAt;
    private TimeSpan _sessionLifetime;
    private volatile bool _broken;

    private BrokerConnection(BrokerEndpoint endpoint, BrokerSettings settings, TimeProvider time)
    {
        Endpoint = endpoint;
        _settings = settings;
        _time = time;
    }

    public BrokerEndpoint Endpoint { get; }

    public bool IsBroken => _broken;

    /// <summary>Connects, secures and authenticates, and asks which requests the broker offers.</summary>
    public static async Task<BrokerConnection> OpenAsync(
        BrokerEndpoint endpoint, BrokerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new BrokerConnection(endpoint, settings, time);
        try
        {
            using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            await connection.OpenAsync(either.Token).ConfigureAwait(false);
            return connection;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            connection.Dispose();
            throw new IOException("Connecting to broker " + endpoint + " timed out.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>True if the broker offers the request at all.</summary>
    public bool Offers(ApiKey key) => _versions.ContainsKey(key);

    /// <summary>The version to use for a request: the newest that both sides know.</summary>
    public short VersionOf(ApiKey key)
    {
        var (newest, flexible) = GroupRequests.Versions(key);
        if (!_versions.TryGetValue(key, out var offered) || offered.Oldest > newest)
        {
            throw new BrokerException(
                BrokerError.UnsupportedVersion, "The broker " + Endpoint + " does not offer " + key + " in a version known here.");
        }

        var version = Math.Min(newest, offered.Newest);

        // A broker whose newest version is the first flexible one may read it as the form before (librdkafka's mock does, for groups).
        var isGroupRequest = key is ApiKey.JoinGroup or ApiKey.SyncGroup or ApiKey.Heartbeat or ApiKey.LeaveGroup;
        return isGroupRequest && version == flexible && offered.Newest == flexible && offered.Oldest < flexible ? (short)(version - 1) : version;
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="key">Which request.</param>
    /// <param name="write">Writes the body in the version given.</param>
    /// <param name="read">Reads the answer's body.</param>
    /// <param name="timeout">How long the broker may take.</param>
    /// <param name="cancellationToken">Gives up; the connection is broken then.</param>
    public async Task<T> SendAsync<T>(
        ApiKey key, Action<WireWriter, short> write, Func<WireReader, short, T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var version = VersionOf(key);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var timer = new CancellationTokenSource(timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            await RenewSessionAsync(either.Token).ConfigureAwait(false);
            return await ExchangeAsync(key, version, write, read, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _broken = true;
            throw new IOException("The broker " + Endpoint + " did not answer " + key + " within " + timeout.TotalMilliseconds + " ms.");
        }
        catch (Exception e) when (e is not BrokerException)
        {
            _broken = true;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends when the broker has closed the connection, when it is broken or disposed, or when it need not be watched any more.</summary>
    public async Task ClosedAsync(CancellationToken cancellationToken)
    {
        var first = new byte[1];
        try
        {
            // Looked at without being taken: what comes is the answer to a request, which has its own reader.
            while (await _client.Client.ReceiveAsync(first, SocketFlags.Peek, cancellationToken).ConfigureAwait(false) > 0)
            {
                await Task.Delay(WatchPause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or NullReferenceException)
        {
            // Closed in another way, here or there.
        }
    }

    public void Dispose()
    {
        _broken = true;
        if (Interlocked.Exchange(ref _counted, 0) == 1)
        {
            _settings.Network?.ConnectionClosed();
        }

        _stream.Dispose();
        _client.Dispose();
    }

    /// <summary>Sends bytes framed by their length and reads a frame; for SASL mechanisms of the oldest handshake.</summary>
    internal async Task<byte[]> ExchangeFrameAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var message = new byte[4 + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, frame.Length);
        frame.CopyTo(message.AsMemory(4));
        var started = _time.GetTimestamp();
        await _stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _settings.Network?.Transferred(started);
        var prefix = new byte[4];
        await _stream.ReadExactlyAsync(prefix, cancellationToken).ConfigureAwait(false);
        started = _time.GetTimestamp();
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 0 or > MaxResponse)
        {
            throw new InvalidDataException("The broker " + Endpoint + " does not speak Kafka's protocol here; is it a TLS listener?");
        }

        var answer = new byte[length];
        await _stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        _settings.Network?.Transferred(started);
        return answer;
    }

    /// <summary>As SendAsync, without a lock and with a given version: for the opening of the connection.</summary>
    internal async Task<T> ExchangeAsync<T>(
        ApiKey key, short version, Action<WireWriter, short> write, Func<WireReader, short, T> read, CancellationToken cancellationToken)
    {
        var flexible = GroupRequests.IsFlexible(key, version);
        var header = new WireWriter();
        header.Int16((short)key);
        header.Int16(version);
        header.Int32(++_correlation);
        header.String(_settings.ClientId);
        if (flexible)
        {
            header.Int8(0);
        }

        var body = new WireWriter(flexible);
        write(body, version);
        header.Raw(body.Written.Span);
        var sent = _time.GetTimestamp();
        _settings.Network?.Sent(Endpoint.Id, header.Written.Length + 4);
        var answer = await ExchangeFrameAsync(header.Written, cancellationToken).ConfigureAwait(false);
        _settings.Network?.Received(Endpoint.Id, answer.Length + 4, _time.GetElapsedTime(sent));
        if (BinaryPrimitives.ReadInt32BigEndian(answer) != _correlation)
        {
            throw new InvalidDataException("The broker " + Endpoint + " answered another request than " + key + ".");
        }

        var reader = new WireReader(answer.AsMemory(4), flexible);
        if (key != ApiKey.ApiVersions)
        {
            reader.Tags();
        }

        return read(reader, version);
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(Endpoint.Host, Endpoint.Port, cancellationToken).ConfigureAwait(false);
        _client.NoDelay = true;
        _stream = _client.GetStream();
        _counted = 1;
        _settings.Network?.ConnectionOpened();
        var authenticates = _settings.Tls is not null || _settings.Sasl is not null;
        try
        {
            await SecureAsync(cancellationToken).ConfigureAwait(false);
            if (authenticates)
            {
                _settings.Network?.Authenticated(accepted: true);
            }
        }
        catch (Exception e) when (authenticates && e is (BrokerException or AuthenticationException))
        {
            _settings.Network?.Authenticated(accepted: false);
            throw;
        }
    }

    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        if (_settings.Tls is { } tls)
        {
            var secured = new SslStream(_stream);
            _stream = secured;
            await secured.AuthenticateAsClientAsync(tls(Endpoint.Host), cancellationToken).ConfigureAwait(false);
        }

        _versions = await ReadVersionsAsync(cancellationToken).ConfigureAwait(false);
        if (_settings.Sasl is { } sasl)
        {
            await AuthenticateAsync(sasl, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AuthenticateAsync(SaslMechanism sasl, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        _sessionLifetime = await sasl.AuthenticateAsync(this, cancellationToken).ConfigureAwait(false);
        _authenticatedAt = start;
    }

    // A broker closes a connection that is used beyond its session (connections.max.reauth.ms, or the life of a token).
    private async Task RenewSessionAsync(CancellationToken cancellationToken)
    {
        if (_settings.Sasl is { } sasl && _sessionLifetime > TimeSpan.Zero && _time.GetElapsedTime(_authenticatedAt) > _sessionLifetime * Renewal)
        {
            var started = _time.GetTimestamp();
            try
            {
                await AuthenticateAsync(sasl, cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerException)
            {
                _settings.Network?.Reauthenticated(accepted: false, _time.GetElapsedTime(started));
                throw;
            }

            _settings.Network?.Reauthenticated(accepted: true, _time.GetElapsedTime(started));
        }
    }

    private async Task<IReadOnlyDictionary<ApiKey, (short Oldest, short Newest)>> ReadVersionsAsync(CancellationToken cancellationToken)
    {
        var (error, versions) = await ExchangeAsync(ApiKey.ApiVersions, 3, WriteVersions, ReadVersions, cancellationToken).ConfigureAwait(false);
        if (error == BrokerError.UnsupportedVersion)
        {
            (error, versions) = await ExchangeAsync(ApiKey.ApiVersions, 0, WriteVersions, ReadVersions, cancellationToken).ConfigureAwait(false);
        }

        return error == BrokerError.None
            ? versions
            : throw new BrokerException(error, "The broker " + Endpoint + " refused to tell its versions: " + error);
    }

    private static void WriteVersions(WireWriter body, short version)
    {
        if (version >= 3)
        {
            body.String("connectnet");
            body.String(typeof(BrokerConnection).Assembly.GetName().Version?.ToString(3) ?? "0");
            body.Tags();
        }
    }

    private static (BrokerError Error, Dictionary<ApiKey, (short Oldest, short Newest)> Versions) ReadVersions(WireReader body, short version)
    {
        var versions = new Dictionary<ApiKey, (short, short)>();
        var error = (BrokerError)body.Int16();

        // A broker that does not know the version asked for answers in the first one.
        if (error != BrokerError.None)
        {
            return (error, versions);
        }

        for (var count = body.Array(); count > 0; count--)
        {
            versions[(ApiKey)body.Int16()] = (body.Int16(), body.Int16());
            body.Tags();
        }

        return (error, versions);
    }
}
