using System.Net;
using System.Net.Security;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// GSSAPI (Kerberos) with the credentials of the process: the ticket cache, or the keytab that the environment names. The broker's security
/// layer offer is answered with "none", as Java does.
/// </summary>
internal sealed class SaslGssapi : SaslMechanism
{
    private readonly string _service;

    public SaslGssapi(IReadOnlyDictionary<string, string?> properties, IReadOnlyDictionary<string, string> jaas)
    {
        _service = jaas.GetValueOrDefault("serviceName") ?? properties.GetValueOrDefault("sasl.kerberos.service.name")
            ?? throw new ConfigException("No serviceName defined in either JAAS or Kafka config");
        if (jaas.GetValueOrDefault("keyTab") is { Length: > 0 } keytab)
        {
            // The Kerberos library takes its client keytab from the environment alone.
            Environment.SetEnvironmentVariable("KRB5_CLIENT_KTNAME", keytab);
        }
    }

    public override string Name => "GSSAPI";

    protected override ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SaslConversation>(new Conversation(_service + "/" + host));

    private sealed class Conversation(string target) : SaslConversation
    {
        private readonly NegotiateAuthentication _context = new(new NegotiateAuthenticationClientOptions
        {
            Package = "Kerberos",
            TargetName = target,
            Credential = CredentialCache.DefaultNetworkCredentials,
            RequireMutualAuthentication = true,
        });

        private bool _layerChosen;

        public override byte[]? Next(byte[] challenge)
        {
            if (!_context.IsAuthenticated)
            {
                var token = _context.GetOutgoingBlob(challenge, out var status);
                if (status is not (NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded))
                {
                    throw new BrokerException(BrokerError.SaslAuthenticationFailed, "Kerberos refused to authenticate to " + target + ": " + status);
                }

                return token ?? [];
            }

            return _layerChosen ? null : ChooseLayer(challenge);
        }

        public override void Dispose()
        {
            _context.Dispose();
            base.Dispose();
        }

        private byte[] ChooseLayer(byte[] challenge)
        {
            _layerChosen = true;
            var offer = new System.Buffers.ArrayBufferWriter<byte>();
            var status = _context.Unwrap(challenge, offer, out _);
            if (status != NegotiateAuthenticationStatusCode.Completed || offer.WrittenCount < 4 || (offer.WrittenSpan[0] & 1) == 0)
            {
                throw new BrokerException(BrokerError.SaslAuthenticationFailed, "The broker offers no GSSAPI layer that Kafka uses: " + status);
            }

            var answer = new System.Buffers.ArrayBufferWriter<byte>();
            _context.Wrap([1, 0, 0, 0], answer, requestEncryption: false, out _);
            return answer.WrittenSpan.ToArray();
        }
    }
}
