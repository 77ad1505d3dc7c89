using System.Security.Cryptography;
using System.Text;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Kafka.Group;

public sealed class SaslTests
{
    [Fact]
    public void Scram_follows_the_example_of_RFC_7677()
    {
        using var scram = new SaslScram.Conversation(HashAlgorithmName.SHA256, "user", "pencil", "rOprNGfwEbeRWgbNEkqO");

        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Text(scram.Next([])));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            Text(scram.Next(Bytes("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))));
        Assert.Null(scram.Next(Bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
    }

    [Fact]
    public void Scram_refuses_a_broker_that_does_not_know_the_password()
    {
        using var scram = new SaslScram.Conversation(HashAlgorithmName.SHA256, "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        scram.Next([]);
        scram.Next(Bytes("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        Assert.Throws<BrokerException>(() => scram.Next(Bytes("v=AAAA")));
    }

    [Fact]
    public void Scram_refuses_a_nonce_that_is_not_its_own()
    {
        using var scram = new SaslScram.Conversation(HashAlgorithmName.SHA512, "user", "pencil", "mine");
        scram.Next([]);
        Assert.Throws<BrokerException>(() => scram.Next(Bytes("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")));
    }

    [Fact]
    public void A_mechanism_that_is_not_known_names_the_key()
    {
        var e = Assert.Throws<ConfigException>(() => SaslMechanism.Create(new Dictionary<string, string?> { ["sasl.mechanism"] = "EXTERNAL" }));
        Assert.StartsWith("Invalid value EXTERNAL for configuration sasl.mechanism", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);
}
