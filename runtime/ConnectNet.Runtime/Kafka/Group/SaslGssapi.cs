using ConnectNet.Runtime.Kafka.Kerberos;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>GSSAPI (Kerberos, RFC 4752) with the tickets of a login. The broker's security layer offer is answered with "none", as Java does.</summary>
internal sealed class SaslGssapi(KerberosLogin login, string service) : SaslMechanism
{
    public override string Name => "GSSAPI";

    // Login and first token may have to ask the KDC, which blocks: on a thread of their own.
    protected override async ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Factory.StartNew(
                () => new Conversation(login, service, host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KerberosException e)
        {
            throw Failed(e);
        }
    }

    // As in Java, what may pass is tried again like a broken connection.
    private static Exception Failed(KerberosException e) =>
        e.IsTransient ? new IOException(e.Message) : new BrokerException(BrokerError.SaslAuthenticationFailed, e.Message);

    private sealed class Conversation : SaslConversation
    {
        private readonly KerberosContext _context;
        private byte[]? _first;
        private bool _layerChosen;

        public Conversation(KerberosLogin login, string service, string host)
        {
            _context = new KerberosContext(login.Acquire(), service, host);
            try
            {
                _first = _context.Step([]);
            }
            catch
            {
                _context.Dispose();
                throw;
            }
        }

        public override byte[]? Next(byte[] challenge)
        {
            if (_first is { } first)
            {
                _first = null;
                return first;
            }

            try
            {
                return !_context.IsComplete ? _context.Step(challenge) : _layerChosen ? null : ChooseLayer(challenge);
            }
            catch (KerberosException e)
            {
                throw Failed(e);
            }
        }

        public override void Dispose()
        {
            _context.Dispose();
            base.Dispose();
        }

        private byte[] ChooseLayer(byte[] challenge)
        {
            _layerChosen = true;
            var offer = _context.Unwrap(challenge);
            return offer.Length >= 4 && (offer[0] & 1) != 0
                ? _context.Wrap([1, 0, 0, 0])
                : throw new BrokerException(BrokerError.SaslAuthenticationFailed, "The broker offers no GSSAPI layer that Kafka uses.");
        }
    }
}
