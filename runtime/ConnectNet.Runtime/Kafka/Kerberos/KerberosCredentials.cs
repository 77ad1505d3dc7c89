using System.Runtime.InteropServices;
using System.Text;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>A principal's tickets, for one conversation with a broker. Whoever acquires them disposes them; the cache they lie in stays.</summary>
internal sealed class KerberosCredentials : IDisposable
{
    private nint _handle;

    private KerberosCredentials(nint handle, string cache, string principal, TimeSpan lifetime)
    {
        _handle = handle;
        Cache = cache;
        Principal = principal;
        Lifetime = lifetime;
    }

    public nint Handle => _handle;

    /// <summary>Name of the cache that they are from.</summary>
    public string Cache { get; }

    /// <summary>Whose they are, with the realm.</summary>
    public string Principal { get; }

    /// <summary>How long the tickets hold from now.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>Takes the tickets of a cache; with a keytab, gets them first where the cache has none. Asks the KDC, so it may block for seconds.</summary>
    /// <param name="principal">Whose, or null for the cache's owner.</param>
    /// <param name="cache">Name of the cache, with its type.</param>
    /// <param name="keytab">File with keys, or null.</param>
    /// <exception cref="KerberosException">There are no valid tickets.</exception>
    public static unsafe KerberosCredentials Acquire(string? principal, string cache, string? keytab)
    {
        var what = "The Kerberos login" + (principal is null ? "" : " of " + principal)
            + (keytab is null ? " with the ticket cache " + cache : " with the keytab " + keytab);
        var name = principal is null ? 0 : Import(principal, "GSS_KRB5_NT_PRINCIPAL_NAME");
        try
        {
            using var texts = new NativeTexts();
            var elements = stackalloc Gss.StoreElement[2];
            elements[0] = new Gss.StoreElement { Key = texts.Of("ccache"), Value = texts.Of(cache) };
            elements[1] = keytab is null ? default : new Gss.StoreElement { Key = texts.Of("client_keytab"), Value = texts.Of(keytab) };
            var store = new Gss.Store { Count = keytab is null ? 1u : 2u, Elements = elements };
            var major = Gss.AcquireCredentials(out var minor, name, uint.MaxValue, 0, Gss.Initiate, &store, out var handle, 0, out _);
            if (keytab is not null)
            {
                KerberosException.CheckKeytab(what, major, minor, keytab);
            }

            Check(what, major, minor);
            try
            {
                // An acquisition may put off the work until it is asked about.
                Check(what, Gss.InquireCredentials(out minor, handle, out var owner, out var lifetime, 0, 0), minor);
                if (lifetime == 0)
                {
                    throw KerberosException.Ended(what);
                }

                var credentials = new KerberosCredentials(handle, cache, Display(owner), TimeSpan.FromSeconds(lifetime));
                handle = 0;
                return credentials;
            }
            finally
            {
                _ = handle == 0 ? 0 : Gss.ReleaseCredentials(out _, ref handle);
            }
        }
        finally
        {
            _ = name == 0 ? 0 : Gss.ReleaseName(out _, ref name);
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = Gss.ReleaseCredentials(out _, ref _handle);
        }
    }

    /// <summary>Makes a name of the library's; the caller releases it.</summary>
    internal static unsafe nint Import(string text, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            var data = new Gss.Data { Length = (nuint)bytes.Length, Value = start };
            Check("Reading the name " + text, Gss.ImportName(out var minor, &data, Gss.Identifier(type), out var name), minor);
            return name;
        }
    }

    internal static void Check(string what, uint major, uint minor)
    {
        if (Gss.IsError(major))
        {
            throw KerberosException.Of(what, major, minor);
        }
    }

    private static string Display(nint name)
    {
        try
        {
            return Gss.IsError(Gss.DisplayName(out _, name, out var text, 0)) ? "" : Encoding.UTF8.GetString(Gss.Take(text));
        }
        finally
        {
            _ = Gss.ReleaseName(out _, ref name);
        }
    }

    private sealed unsafe class NativeTexts : IDisposable
    {
        private readonly List<nint> _all = [];

        public byte* Of(string text)
        {
            _all.Add(Marshal.StringToCoTaskMemUTF8(text));
            return (byte*)_all[^1];
        }

        public void Dispose() => _all.ForEach(Marshal.FreeCoTaskMem);
    }
}
