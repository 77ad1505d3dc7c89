using System.Security.Cryptography;
using System.Text;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802): the password is never sent, and the broker proves that it knows it too.</summary>
internal sealed class SaslScram(string mechanism, string username, string password) : SaslMechanism
{
    public override string Name => mechanism;

    protected override ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SaslConversation>(new Conversation(
            mechanism.EndsWith("512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256,
            username,
            password,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));

    internal sealed class Conversation(HashAlgorithmName hash, string username, string password, string nonce) : SaslConversation
    {
        private readonly string _first = "n=" + username.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)
            + ",r=" + nonce;

        private int _step;
        private byte[] _serverSignature = [];

        public override byte[]? Next(byte[] challenge)
        {
            switch (_step++)
            {
                case 0:
                    return Encoding.UTF8.GetBytes("n,," + _first);
                case 1:
                    return Encoding.UTF8.GetBytes(Prove(Encoding.UTF8.GetString(challenge)));
                default:
                    Verify(Encoding.UTF8.GetString(challenge));
                    return null;
            }
        }

        private string Prove(string challenge)
        {
            var fields = Fields(challenge);
            if (!fields.TryGetValue('r', out var serverNonce) || !serverNonce.StartsWith(nonce, StringComparison.Ordinal)
                || !fields.TryGetValue('s', out var salt) || !int.TryParse(fields.GetValueOrDefault('i'), out var iterations))
            {
                throw new BrokerException(BrokerError.SaslAuthenticationFailed, "The broker's SCRAM message is not one this client can answer.");
            }

            var size = hash == HashAlgorithmName.SHA512 ? 64 : 32;
            var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(salt), iterations, hash, size);
            var clientKey = Mac(salted, "Client Key");
            var final = "c=biws,r=" + serverNonce;
            var message = _first + "," + challenge + "," + final;
            var signature = Mac(CryptographicOperations.HashData(hash, clientKey), message);
            for (var i = 0; i < clientKey.Length; i++)
            {
                clientKey[i] ^= signature[i];
            }

            _serverSignature = Mac(Mac(salted, "Server Key"), message);
            return final + ",p=" + Convert.ToBase64String(clientKey);
        }

        private void Verify(string challenge)
        {
            var fields = Fields(challenge);
            if (fields.TryGetValue('e', out var error))
            {
                throw new BrokerException(BrokerError.SaslAuthenticationFailed, "SCRAM authentication failed: " + error);
            }

            if (!CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(fields.GetValueOrDefault('v') ?? ""), _serverSignature))
            {
                throw new BrokerException(BrokerError.SaslAuthenticationFailed, "The broker could not prove that it knows the SCRAM credentials.");
            }
        }

        private byte[] Mac(byte[] key, string text) => CryptographicOperations.HmacData(hash, key, Encoding.UTF8.GetBytes(text));

        private static Dictionary<char, string> Fields(string message) =>
            message.Split(',').Where(field => field.Length > 1 && field[1] == '=').ToDictionary(field => field[0], field => field[2..]);
    }
}
