using System.Globalization;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>Who logs in, and with what: the options of Java's <c>Krb5LoginModule</c>. Two clients with the same options share a login.</summary>
/// <param name="Principal">The principal, or null for whoever the ticket cache belongs to.</param>
/// <param name="Keytab">File with the principal's keys, or null for a ticket cache alone.</param>
/// <param name="UsesCache">Whether tickets of a cache are taken first.</param>
/// <param name="Cache">The cache, or null for the process's own.</param>
internal sealed record KerberosOptions(string? Principal, string? Keytab, bool UsesCache, string? Cache)
{
    /// <summary>The part of a ticket's life after which it is renewed.</summary>
    public double RenewAfter { get; init; } = 0.8;

    /// <summary>The program that renews tickets of a cache.</summary>
    public string Kinit { get; init; } = "/usr/bin/kinit";

    /// <summary>Reads a client's properties; librdkafka's names of principal and keytab stand in for missing options.</summary>
    /// <exception cref="ConfigException">Names the option that is missing or contradicts another.</exception>
    public static KerberosOptions Read(IReadOnlyDictionary<string, string?> properties, IReadOnlyDictionary<string, string> jaas)
    {
        var keytab = jaas.GetValueOrDefault("keyTab");
        if (keytab is not null && !IsTrue(jaas, "useKeyTab"))
        {
            throw new ConfigException("sasl.jaas.config has keyTab without useKeyTab=true");
        }

        var cache = jaas.GetValueOrDefault("ticketCache");
        var usesCache = IsTrue(jaas, "useTicketCache");
        if (cache is not null && !usesCache)
        {
            throw new ConfigException("sasl.jaas.config has ticketCache without useTicketCache=true");
        }

        keytab ??= properties.GetValueOrDefault("sasl.kerberos.keytab");
        var principal = jaas.GetValueOrDefault("principal") ?? properties.GetValueOrDefault("sasl.kerberos.principal");
        if (keytab is null && !usesCache)
        {
            throw new ConfigException(
                "sasl.mechanism=GSSAPI needs in sasl.jaas.config either useKeyTab=true with keyTab and principal, or useTicketCache=true");
        }

        if (keytab is not null && principal is null && !usesCache)
        {
            throw new ConfigException("sasl.jaas.config lacks the option 'principal'");
        }

        var factor = properties.GetValueOrDefault("sasl.kerberos.ticket.renew.window.factor");
        return new KerberosOptions(principal, keytab, usesCache, cache)
        {
            RenewAfter = double.TryParse(factor, CultureInfo.InvariantCulture, out var part) && part is > 0 and <= 1 ? part : 0.8,
            Kinit = properties.GetValueOrDefault("sasl.kerberos.kinit.cmd") is { Length: > 0 } kinit ? kinit : "/usr/bin/kinit",
        };
    }

    /// <summary>The first part of the brokers' principal.</summary>
    /// <exception cref="ConfigException">Nothing says it.</exception>
    public static string ReadService(IReadOnlyDictionary<string, string?> properties, IReadOnlyDictionary<string, string> jaas) =>
        jaas.GetValueOrDefault("serviceName") ?? properties.GetValueOrDefault("sasl.kerberos.service.name")
            ?? throw new ConfigException("No serviceName defined in either JAAS or Kafka config");

    private static bool IsTrue(IReadOnlyDictionary<string, string> jaas, string option) =>
        "true".Equals(jaas.GetValueOrDefault(option), StringComparison.OrdinalIgnoreCase);
}
