namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>One conversation by which principal and broker prove to each other who they are. Used by one thread at a time; the maker disposes it.</summary>
/// <param name="credentials">The own tickets; disposed with this.</param>
/// <param name="service">The first part of the broker's principal.</param>
/// <param name="host">The broker's host.</param>
internal sealed class KerberosContext(KerberosCredentials credentials, string service, string host) : IDisposable
{
    private readonly nint _mechanism = Gss.Identifier("gss_mech_krb5");
    private nint _target = KerberosCredentials.Import(service + "@" + host, "GSS_C_NT_HOSTBASED_SERVICE");
    private nint _context;

    /// <summary>True when both sides know each other.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The next token for the broker, given its last (empty at first). The first call asks the KDC, so it may block for seconds.</summary>
    /// <exception cref="KerberosException">The KDC or the broker refuses.</exception>
    public unsafe byte[] Step(byte[] challenge)
    {
        fixed (byte* start = challenge)
        {
            var input = new Gss.Data { Length = (nuint)challenge.Length, Value = start };
            var major = Gss.InitContext(
                out var minor, credentials.Handle, ref _context, _target, _mechanism, Gss.Mutual | Gss.Sequence | Gss.Integrity, 0, 0,
                &input, 0, out var output, out _, 0);
            var token = Gss.Take(output);
            KerberosCredentials.Check("Authenticating " + credentials.Principal + " to " + service + "/" + host, major, minor);
            IsComplete = (major & Gss.ContinueNeeded) == 0;
            return token;
        }
    }

    /// <summary>What a sealed message of the broker's says.</summary>
    public unsafe byte[] Unwrap(byte[] message)
    {
        fixed (byte* start = message)
        {
            var input = new Gss.Data { Length = (nuint)message.Length, Value = start };
            var major = Gss.Unwrap(out var minor, _context, &input, out var output, 0, 0);
            KerberosCredentials.Check("Reading the answer of " + service + "/" + host, major, minor);
            return Gss.Take(output);
        }
    }

    /// <summary>A message sealed for the broker.</summary>
    public unsafe byte[] Wrap(byte[] message)
    {
        fixed (byte* start = message)
        {
            var input = new Gss.Data { Length = (nuint)message.Length, Value = start };
            var major = Gss.Wrap(out var minor, _context, 0, 0, &input, 0, out var output);
            KerberosCredentials.Check("Sealing an answer to " + service + "/" + host, major, minor);
            return Gss.Take(output);
        }
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            _ = Gss.DeleteContext(out _, ref _context, 0);
        }

        if (_target != 0)
        {
            _ = Gss.ReleaseName(out _, ref _target);
        }

        credentials.Dispose();
    }
}
