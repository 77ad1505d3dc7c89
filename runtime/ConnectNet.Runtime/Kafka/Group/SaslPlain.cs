using System.Text;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>PLAIN: name and password in one message.</summary>
internal sealed class SaslPlain(string username, string password) : SaslMechanism
{
    public override string Name => "PLAIN";

    protected override ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SaslConversation>(new OneMessage(Encoding.UTF8.GetBytes("\0" + username + "\0" + password)));

    /// <summary>An exchange of a single message, as PLAIN and OAUTHBEARER have.</summary>
    internal sealed class OneMessage(byte[] message) : SaslConversation
    {
        private bool _sent;

        public override byte[]? Next(byte[] challenge)
        {
            // A broker that refuses a token says why in a challenge of its own (RFC 7628) before it fails the exchange.
            if (_sent)
            {
                return challenge.Length == 0 ? null : challenge is [0x01] ? null : [0x01];
            }

            _sent = true;
            return message;
        }
    }
}
