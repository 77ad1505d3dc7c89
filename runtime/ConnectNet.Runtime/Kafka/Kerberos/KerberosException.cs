using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>Tickets could not be had, or a broker could not be shown any. The text has the Kerberos library's reason and the cure.</summary>
[ConnectName("javax.security.auth.login.LoginException")]
internal sealed class KerberosException : KafkaException
{
    private const int Errors = -1765328384;
    private const int UnknownClient = Errors + 6;
    private const int UnknownService = Errors + 7;
    private const int WrongKey = Errors + 24;
    private const int BadIntegrity = Errors + 31;
    private const int Expired = Errors + 32;
    private const int Skew = Errors + 37;
    private const int NoSuchCache = -1765328189;
    private const int NoKeyInKeytab = -1765328203;
    private const int CacheUnreadable = -1765328191;
    private const int NoRealm = -1765328230;
    private const int NoKdc = -1765328228;
    private const int NoTicket = -1765328243;
    private const int NoCredentials = 7 << 16;
    private const int ExpiredCredentials = 11 << 16;

    private KerberosException(string message, bool isTransient)
        : base(message) => IsTransient = isTransient;

    public KerberosException(string message)
        : this(message, false)
    {
    }

    /// <summary>True where a later attempt may succeed without anybody changing the configuration, as Java's clients judge it.</summary>
    public bool IsTransient { get; }

    /// <summary>The error of a call.</summary>
    /// <param name="what">What failed, such as "The Kerberos login of alice".</param>
    /// <param name="major">The call's answer.</param>
    /// <param name="minor">The mechanism's own code.</param>
    public static KerberosException Of(string what, uint major, uint minor)
    {
        var routine = (int)(major & 0x00ff0000);
        if (routine == ExpiredCredentials)
        {
            return Ended(what);
        }

        var reason = minor != 0 ? Text(minor, 2) : Text(major, 1);
        var isTransient = (int)minor is NoKdc or NoRealm or Skew || routine == NoCredentials;
        return new KerberosException(what + " failed: " + reason.TrimEnd('.') + "." + Cure((int)minor), isTransient && (int)minor != UnknownService);
    }

    /// <summary>The error of tickets whose time is over.</summary>
    public static KerberosException Ended(string what) => new(what + " failed: the tickets have expired." + Cure(Expired), true);

    /// <summary>Throws where a keytab is of no use, which the library tells as a cache that is not there.</summary>
    public static void CheckKeytab(string what, uint major, uint minor, string keytab)
    {
        if (!Gss.IsError(major) || (int)minor != NoSuchCache)
        {
            return;
        }

        var file = keytab.StartsWith("FILE:", StringComparison.Ordinal) ? keytab["FILE:".Length..] : keytab;
        try
        {
            using var readable = File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KerberosException(what + " failed: " + e.Message + " Set keyTab in sasl.jaas.config to a file that the worker may read.");
        }

        throw new KerberosException(what + " failed: the file holds no key of that principal." + Cure(NoKeyInKeytab));
    }

    private static string Cure(int minor) => minor switch
    {
        UnknownClient => " Name a principal that the KDC knows in sasl.jaas.config (principal=…).",
        UnknownService => " sasl.kerberos.service.name must be the first part of the brokers' principal, and the host in their advertised.listeners the second; "
            + "where DNS gives that host another name, set rdns=false and dns_canonicalize_hostname=false in krb5.conf.",
        WrongKey or BadIntegrity => " The keytab's keys are not those of the KDC: export the keytab anew.",
        NoKeyInKeytab => " See what the file holds with klist -k, and set keyTab and principal in sasl.jaas.config.",
        NoRealm or NoKdc => " Name the realm's KDC in krb5.conf (/etc/krb5.conf, or the file in KRB5_CONFIG), and see that it runs.",
        Skew => " Set the clock.",
        NoSuchCache or CacheUnreadable or Expired or NoTicket => " Get a ticket with kinit, or name a keytab in sasl.jaas.config (useKeyTab=true keyTab=… principal=…).",
        _ => "",
    };

    private static string Text(uint status, int type)
    {
        var mechanism = type == 2 ? Gss.Identifier("gss_mech_krb5") : 0;
        var text = new StringBuilder();
        uint more = 0;
        do
        {
            if (Gss.IsError(Gss.DisplayStatus(out _, status, type, mechanism, ref more, out var part)))
            {
                break;
            }

            text.Append(text.Length > 0 ? " " : "").Append(Encoding.UTF8.GetString(Gss.Take(part)));
        }
        while (more != 0);
        return text.ToString();
    }
}
