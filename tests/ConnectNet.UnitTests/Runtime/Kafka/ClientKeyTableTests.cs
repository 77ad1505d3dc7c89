using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Kafka;

public sealed class ClientKeyTableTests
{
    [Fact]
    public void Every_key_of_Javas_clients_has_a_row()
    {
        (ClientKind Kind, string Prefix)[] clients =
            [(ClientKind.Producer, ClientKeys.ProducerPrefix), (ClientKind.Consumer, ClientKeys.ConsumerPrefix), (ClientKind.Admin, ClientKeys.AdminPrefix)];
        var declared = clients.SelectMany(client => ClientKeys.For(client.Prefix).Keys.Select(name => (Name: name, client.Kind))).ToList();
        Assert.All(declared, key => Assert.True(ClientKeyTable.Find(key.Name)?.Clients.HasFlag(key.Kind), key.Name));
        var names = declared.Select(key => key.Name).ToHashSet();
        Assert.All(ClientKeyTable.Rows, row => Assert.Contains(row.Name, names));
    }

    [Theory]
    [InlineData("sasl.mechanism", "AWS_MSK_IAM", "supported are GSSAPI, OAUTHBEARER, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512")]
    [InlineData("sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler", "Java classes cannot be loaded here; ")]
    [InlineData("sasl.login.callback.handler.class", "com.acme.Login", "Java classes cannot be loaded here; ")]
    [InlineData("sasl.login.class", "com.acme.Login", "Java classes cannot be loaded here; ")]
    [InlineData("ssl.engine.factory.class", "com.acme.Engine", "Java classes cannot be loaded here; ")]
    [InlineData("sasl.oauthbearer.jwt.retriever.class", "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever", "Java classes cannot be loaded here; ")]
    public void What_would_change_who_the_client_is_is_refused(string key, string value, string reason)
    {
        var properties = new Dictionary<string, string?> { ["security.protocol"] = "SASL_SSL", [key] = value };
        var error = Assert.Throws<ConfigException>(() => ClientProperties.Translate(ClientKind.Admin, properties));
        Assert.StartsWith($"Invalid value {value} for configuration {key}: {reason}", error.Message);
    }

    [Fact]
    public void Kafkas_own_classes_are_taken()
    {
        var translation = ClientProperties.Translate(ClientKind.Admin, new Dictionary<string, string?>
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = "OAUTHBEARER",
            ["sasl.oauthbearer.token.endpoint.url"] = "https://idp/token",
            ["sasl.login.callback.handler.class"] = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            ["sasl.oauthbearer.jwt.retriever.class"] = "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever",
        });
        Assert.Empty(translation.Unsupported);
        Assert.Equal("oidc", translation.Properties["sasl.oauthbearer.method"]);
    }

    [Fact]
    public void Keys_without_counterpart_are_named()
    {
        var unmatched = ClientKeyTable.Rows.Where(row => row.Use == ClientKeyUse.Unmatched).Select(row => row.Name).ToList();
        var translation = ClientProperties.Translate(ClientKind.Producer, unmatched.ToDictionary(key => key, _ => (string?)"x"));
        Assert.Equal(unmatched, translation.Unsupported);
    }
}
