using System.Text;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>OAUTHBEARER (RFC 7628): a bearer token in one message.</summary>
internal sealed class SaslOAuthBearer(OAuthTokens tokens) : SaslMechanism
{
    public override string Name => "OAUTHBEARER";

    protected override async ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var extensions = string.Concat(tokens.Extensions.Select(pair => pair.Key + "=" + pair.Value + "\u0001"));
        return new SaslPlain.OneMessage(Encoding.UTF8.GetBytes("n,,\u0001auth=Bearer " + token + "\u0001" + extensions + "\u0001"));
    }
}
