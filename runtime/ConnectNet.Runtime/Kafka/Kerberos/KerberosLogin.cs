using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>
/// One principal's login, shared by all clients of the process with the same options. With a keytab the tickets lie in a cache in memory, of which
/// no other principal's client knows, and new ones are got when one is wanted and most of the life of the last is over. A ticket cache of the
/// operator's is read again each time. Thread-safe; blocks while the KDC is asked.
/// </summary>
/// <param name="options">Who logs in.</param>
/// <param name="time">The clock that tickets are judged by.</param>
internal sealed class KerberosLogin(KerberosOptions options, TimeProvider time)
{
    private static readonly ConcurrentDictionary<KerberosOptions, KerberosLogin> Shared = new();
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastUse = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(30);
    private static int _caches;

    private readonly Lock _gate = new();
    private TicketCacheRenewal? _renewal;
    private string? _told;
    private long _toldAt;
    private string? _previous;
    private string? _cache;
    private long _since;
    private TimeSpan _renewAfter;
    private TimeSpan _life;

    static KerberosLogin()
    {
        // Java's clients are told in KAFKA_OPTS where the file is. The library reads the environment of the process, which .NET does not change.
        if (JvmOptions.Find("java.security.krb5.conf") is { } file)
        {
            _ = Gss.SetEnvironment("KRB5_CONFIG", file, 0);
        }
    }

    public KerberosOptions Options => options;

    /// <summary>The login with these options.</summary>
    public static KerberosLogin Of(KerberosOptions options) =>
        Shared.GetOrAdd(options, static key => new KerberosLogin(key, TimeProvider.System));

    /// <summary>Tickets that are valid now.</summary>
    /// <exception cref="KerberosException">There are none to be had.</exception>
    public KerberosCredentials Acquire()
    {
        try
        {
            if (options.UsesCache)
            {
                try
                {
                    return KerberosCredentials.Acquire(options.Principal, CacheName(), null);
                }
                catch (KerberosException) when (options.Keytab is not null && options.Principal is not null)
                {
                    // As in Java, the keytab is the next choice.
                }
            }

            return FromKeytab();
        }
        catch (DllNotFoundException e)
        {
            throw new KerberosException("sasl.mechanism=GSSAPI needs MIT's Kerberos library (" + e.Message.Split('\n')[0]
                + "): install libgssapi-krb5-2 and libsasl2-modules-gssapi-mit (Debian's names), or krb5-libs and cyrus-sasl-gssapi.");
        }
    }

    /// <summary>
    /// Makes the tickets those of the calling thread, for libraries that take the thread's. Where there are none, the thread has none
    /// either: never those of somebody else.
    /// </summary>
    /// <exception cref="KerberosException">There are none to be had.</exception>
    public void EnterThread()
    {
        var cache = "MEMORY:connectnet-nobody";
        try
        {
            using var credentials = Acquire();
            cache = credentials.Cache;
        }
        finally
        {
            _ = Gss.UseCache(out _, cache, 0);
        }
    }

    /// <summary>Sees whether there are tickets, and one for the brokers at any of the hosts; where only the KDC does not answer, it is let pass.</summary>
    /// <exception cref="KerberosException">There are none to be had.</exception>
    public void Check(string service, IEnumerable<string> hosts)
    {
        using var credentials = Acquire();
        KerberosException? refusal = null;
        foreach (var host in hosts)
        {
            try
            {
                using var context = new KerberosContext(Acquire(), service, host);
                context.Step([]);
                return;
            }
            catch (KerberosException e)
            {
                refusal = e;
            }
        }

        if (refusal is { IsTransient: false })
        {
            throw refusal;
        }
    }

    /// <summary>Has the tickets of a ticket cache renewed from now on; once is enough.</summary>
    public void KeepRenewed(ILogger log)
    {
        lock (_gate)
        {
            _renewal ??= options.UsesCache ? new TicketCacheRenewal(this, log, time) : null;
        }
    }

    /// <summary>True where an operator has not just been told the same: every client fails again each second.</summary>
    public bool IsNews(string text)
    {
        lock (_gate)
        {
            if (text == _told && time.GetElapsedTime(_toldAt) < TellAgainAfter)
            {
                return false;
            }

            (_told, _toldAt) = (text, time.GetTimestamp());
            return true;
        }
    }

    private KerberosCredentials FromKeytab()
    {
        lock (_gate)
        {
            if (_cache is null || time.GetElapsedTime(_since) >= _renewAfter)
            {
                Renew();
            }

            return KerberosCredentials.Acquire(options.Principal, _cache!, null);
        }
    }

    // Into a cache of its own, so that conversations under way keep theirs; the one before the last is out of use.
    private void Renew()
    {
        var next = "MEMORY:connectnet-" + Interlocked.Increment(ref _caches).ToString(CultureInfo.InvariantCulture);
        try
        {
            using var credentials = KerberosCredentials.Acquire(options.Principal, next, options.Keytab);
            _life = credentials.Lifetime;
        }
        catch (KerberosException) when (_cache is not null && time.GetElapsedTime(_since) < _life)
        {
            _renewAfter = time.GetElapsedTime(_since) + RetryAfter;
            return;
        }

        Destroy(_previous);
        (_previous, _cache, _since, _renewAfter) = (_cache, next, time.GetTimestamp(), RenewAfter(_life));
    }

    // In the last half minute of a ticket the library asks the KDC for another by itself, at each use and without the keytab.
    private TimeSpan RenewAfter(TimeSpan life) =>
        life < LastUse * 2 ? life / 2 : TimeSpan.FromTicks(Math.Min((life * options.RenewAfter).Ticks, (life - LastUse).Ticks));

    /// <summary>The ticket cache's name, with its type.</summary>
    internal string CacheName()
    {
        if (options.Cache is { } name)
        {
            return name.Contains(':', StringComparison.Ordinal) ? name : "FILE:" + name;
        }

        if (Gss.InitLibrary(out var library) != 0)
        {
            throw new KerberosException("The Kerberos configuration cannot be read: see /etc/krb5.conf, or the file in KRB5_CONFIG.");
        }

        var text = Marshal.PtrToStringUTF8(Gss.DefaultCache(library))!;
        Gss.FreeLibrary(library);
        return text;
    }

    private static void Destroy(string? cache)
    {
        if (cache is not null && Gss.InitLibrary(out var library) == 0)
        {
            if (Gss.ResolveCache(library, cache, out var handle) == 0)
            {
                _ = Gss.DestroyCache(library, handle);
            }

            Gss.FreeLibrary(library);
        }
    }
}
