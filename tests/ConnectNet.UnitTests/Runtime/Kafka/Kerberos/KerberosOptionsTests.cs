using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Kerberos;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Kafka.Kerberos;

public sealed class KerberosOptionsTests
{
    [Fact]
    public void The_options_of_Javas_login_module_are_read()
    {
        Assert.Equal(new KerberosOptions("c@R", "/k", false, null), Read("useKeyTab=true storeKey=true keyTab=\"/k\" principal=\"c@R\""));
        Assert.Equal(new KerberosOptions(null, null, true, null), Read("useTicketCache=true"));
        Assert.Equal(new KerberosOptions("c@R", "/k", true, "/t"), Read("useTicketCache=TRUE ticketCache=\"/t\" useKeyTab=true keyTab=\"/k\" principal=\"c@R\""));
    }

    [Fact]
    public void Renewal_follows_the_keys_of_Javas_clients()
    {
        var options = Read("useTicketCache=true", ("sasl.kerberos.ticket.renew.window.factor", "0.5"), ("sasl.kerberos.kinit.cmd", "/opt/kinit"));
        Assert.Equal((0.5, "/opt/kinit"), (options.RenewAfter, options.Kinit));
    }

    [Theory]
    [InlineData("useKeyTab=false", "sasl.mechanism=GSSAPI needs in sasl.jaas.config either useKeyTab=true with keyTab and principal, or useTicketCache=true")]
    [InlineData("keyTab=\"/k\" principal=\"c\"", "sasl.jaas.config has keyTab without useKeyTab=true")]
    [InlineData("ticketCache=\"/t\"", "sasl.jaas.config has ticketCache without useTicketCache=true")]
    [InlineData("useKeyTab=true keyTab=\"/k\"", "sasl.jaas.config lacks the option 'principal'")]
    public void What_contradicts_or_is_missing_is_named(string options, string text) =>
        Assert.Equal(text, Assert.Throws<ConfigException>(() => Read(options)).Message);

    [Fact]
    public void The_service_is_named_by_the_login_module_first()
    {
        var properties = new Dictionary<string, string?> { ["sasl.kerberos.service.name"] = "kafka" };
        Assert.Equal("kafka", KerberosOptions.ReadService(properties, new Dictionary<string, string>()));
        Assert.Equal("other", KerberosOptions.ReadService(properties, new Dictionary<string, string> { ["serviceName"] = "other" }));
        Assert.Throws<ConfigException>(() => KerberosOptions.ReadService(new Dictionary<string, string?>(), new Dictionary<string, string>()));
    }

    private static KerberosOptions Read(string options, params (string Key, string Value)[] properties) => KerberosOptions.Read(
        properties.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
        JaasConfig.ParseEntry("com.sun.security.auth.module.Krb5LoginModule required " + options + ";").Options);
}
