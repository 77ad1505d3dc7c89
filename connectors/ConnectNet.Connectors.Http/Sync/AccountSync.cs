using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// One account with its reports, which share its quota: while the account is parked none of them calls. Looks the account's zone and
/// currency up before the first report and once a day. Belongs to one task; not thread safe.
/// </summary>
internal sealed class AccountSync
{
    private const double SlowAtPercent = 75;
    private const double StopAtPercent = 95;
    private static readonly TimeSpan SlowestPace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPark = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private readonly SyncContext _context;
    private readonly IAccountReader _reader;
    private readonly List<StreamSync> _streams;
    private AccountInfo? _info;
    private DateTimeOffset _infoDue = DateTimeOffset.MinValue;
    private DateTimeOffset _parkedUntil = DateTimeOffset.MinValue;
    private int _throttles;
    private int _infoAttempts;
    private int _turn;

    public AccountSync(SyncContext context, string platform, string id, OpenAccount open)
    {
        _context = context;
        Id = id;
        _reader = open(id, Note);
        _streams = [.. _reader.Streams.Select(stream => new StreamSync(context, stream, platform, id))];
    }

    public string Id { get; }

    /// <summary>When to be called again.</summary>
    public DateTimeOffset Due
    {
        get
        {
            var due = _info is null || _context.Now >= _infoDue ? DateTimeOffset.MinValue : _streams.Min(stream => stream.Due);
            return due > _parkedUntil ? due : _parkedUntil;
        }
    }

    public async ValueTask<IReadOnlyList<SourceRecord>> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_info is null || _context.Now >= _infoDue)
            {
                await LookUpAsync(cancellationToken).ConfigureAwait(false);
                return [];
            }

            var stream = NextStream();
            return await stream.StepAsync(_info, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiFailureException exception)
        {
            Handle(exception.Failure, exception.Message);
            return [];
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>In turns, so that no report of the account waits for another one's backfill.</summary>
    private StreamSync NextStream()
    {
        for (var i = 0; i < _streams.Count; i++)
        {
            var stream = _streams[(_turn + i) % _streams.Count];
            if (stream.Due <= _context.Now)
            {
                _turn = (_turn + i + 1) % _streams.Count;
                return stream;
            }
        }

        return _streams[0];
    }

    /// <summary>Reads the quota headers of every answer, successes included, and slows down before the API refuses.</summary>
    private void Note(ApiResult result)
    {
        var usage = _reader.UsageOf(result.Response);
        _context.Metrics.Called(Id, usage.Percent, result.Failure?.Class);
        if (result.Failure is not null)
        {
            return;
        }

        _throttles = 0;
        if (usage.Percent >= StopAtPercent)
        {
            Park(Max(usage.Wait, _context.Settings.ThrottleMinWait), $"{usage.Percent:0} % of the quota is used");
        }
        else if (usage.Percent >= SlowAtPercent)
        {
            _parkedUntil = _context.Now + (SlowestPace * ((usage.Percent - SlowAtPercent) / (StopAtPercent - SlowAtPercent)));
        }
    }

    private async ValueTask LookUpAsync(CancellationToken cancellationToken)
    {
        var answer = await _reader.LookUpAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Failure is { } failure)
        {
            // Without the account no stream of it can be read, so that what concerns a stream elsewhere concerns the account here.
            throw new ApiFailureException(failure.Class == FailureClass.PermanentStream ? failure with { Class = FailureClass.PermanentAccount } : failure, null);
        }

        _info = answer.Info ?? throw new ApiFailureException(
            new ApiFailure(FailureClass.PermanentAccount, $"Account {Id} has no time zone that is known here; is tzdata installed?"), null);
        _infoAttempts = 0;
        _infoDue = _context.Now + Daily;
    }

    private void Handle(ApiFailure failure, string message)
    {
        switch (failure.Class)
        {
            case FailureClass.Throttled:
                var wait = Max(failure.Wait ?? TimeSpan.Zero, Backoff.Doubled(_context.Settings.ThrottleMinWait, ++_throttles, LongestPark));
                Park(wait, failure.Message);
                if (failure.IsAppWide)
                {
                    _context.AppParkedUntil = _context.Now + wait;
                }

                break;
            case FailureClass.PermanentAccount when _context.Settings.SkipsBrokenAccounts:
                _streams.ForEach(stream => stream.Suspend());
                (_info, _infoDue) = (null, DateTimeOffset.MinValue);
                _parkedUntil = _context.Now + Daily;
                _context.Metrics.AccountSkipped(Id);
                Log.AccountSkipped(_context.Logger, Id, failure.Message);
                break;
            case FailureClass.Transient when ++_infoAttempts < _context.Settings.RetryMaxAttempts * _context.Settings.SliceMaxFailures:
                // Only the look-up of the account comes here; nothing can be read without it.
                WaitForLookUp(message);
                break;
            default:
                throw new ConnectException(message);
        }
    }

    private void WaitForLookUp(string message)
    {
        if (_infoAttempts % _context.Settings.RetryMaxAttempts == 0)
        {
            _parkedUntil = _context.Now + _context.Settings.PollInterval;
            Log.AccountWaits(_context.Logger, Id, message);
            return;
        }

        _parkedUntil = _context.Now + Backoff.Transient(_infoAttempts % _context.Settings.RetryMaxAttempts, Random.Shared.NextDouble());
        Log.Retry(_context.Logger, Id, "account", _infoAttempts, message);
    }

    private void Park(TimeSpan wait, string reason)
    {
        _parkedUntil = _context.Now + wait;
        _context.Metrics.Throttled(Id, wait);
        Log.Parked(_context.Logger, Id, wait, reason);
    }
}
