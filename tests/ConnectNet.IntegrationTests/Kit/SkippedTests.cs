using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Kit;

/// <summary>Tests are skipped, with the reason and the cure, where a program is missing that must not be installed.</summary>
public sealed class SkippedTests
{
    private const string Cure = ": install krb5-kdc, krb5-admin-server, krb5-user and libsasl2-modules-gssapi-mit (Debian's names), which CONNECTNET_NO_INSTALL=1 keeps from being installed";

    [Fact]
    public void A_machine_without_Kerberos_skips_its_tests_where_nothing_may_be_installed() => Assert.Equal(
        "needs krb5kdc, kdb5_util, kadmin.local, kinit, Cyrus SASL's plug-in for GSSAPI" + Cure, KerberosKdc.Judge(static _ => false, isForbidden: true));

    [Theory]
    [InlineData("krb5kdc", "krb5kdc")]
    [InlineData("kinit", "kinit")]
    [InlineData("libgssapiv2.so", "Cyrus SASL's plug-in for GSSAPI")]
    public void What_is_missing_is_named_alone(string file, string named) =>
        Assert.Equal("needs " + named + Cure, KerberosKdc.Judge(path => Path.GetFileName(path) != file, isForbidden: true));

    [Fact]
    public void Nothing_is_skipped_where_all_is_there() => Assert.Null(KerberosKdc.Judge(static _ => true, isForbidden: true));

    [Fact]
    public void A_test_takes_its_reason_from_there()
    {
        var reason = new KafkaFactAttribute { Needs = Needs.Kerberos }.Skip;
        if (KerberosKdc.Judge(File.Exists, Environment.GetEnvironmentVariable("CONNECTNET_NO_INSTALL") == "1") is { } missing)
        {
            Assert.Equal(missing, reason);
        }
        else
        {
            Assert.Equal(BrokerChoice.WhyNot(Needs.Kerberos, BrokerChoice.Kind), reason);
        }
    }

    [Fact]
    public void Where_it_may_be_installed_the_test_runs_and_does_so() =>
        Assert.Equal(Installation.WhyNotPackages(isForbidden: false) is null, KerberosKdc.Judge(static _ => false, isForbidden: false) is null);
}
