using System.Net;
using System.Net.Sockets;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The servers that a client is to begin with; what is wrong with them is said in the words of Java's clients. Stateless.</summary>
internal static class BootstrapServers
{
    /// <summary>The value of <c>client.dns.lookup</c> that lets no name be unknown.</summary>
    public const string ResolveCanonical = "resolve_canonical_bootstrap_servers_only";

    /// <summary>Reads the value of <c>bootstrap.servers</c>; ids count down from -1.</summary>
    /// <exception cref="ConfigException">An element is no address.</exception>
    public static IReadOnlyList<BrokerEndpoint> Parse(string? servers) =>
        [.. ConfigParser.SplitList(servers?.Trim() ?? "").Where(static text => text.Length > 0)
            .Select(static (text, place) => BrokerEndpoint.Parse(text) with { Id = -1 - place })];

    /// <summary>
    /// Requires at least one server whose name means something; a mistaken name is not an outage that could be waited out. Blocks while names are
    /// looked up.
    /// </summary>
    /// <param name="servers">The servers.</param>
    /// <param name="each">Whether each name must mean something, as <see cref="ResolveCanonical"/> asks for.</param>
    /// <param name="unresolved">Told of each name that was looked up in vain, and why.</param>
    /// <exception cref="ConfigException">There is none.</exception>
    public static void RequireResolvable(IEnumerable<BrokerEndpoint> servers, bool each, Action<BrokerEndpoint, string> unresolved)
    {
        var known = false;
        foreach (var server in servers)
        {
            try
            {
                known |= Dns.GetHostAddresses(server.Host).Length > 0;
            }
            catch (SocketException) when (each)
            {
                throw new ConfigException("Unknown host in bootstrap.servers: " + server);
            }
            catch (SocketException e)
            {
                unresolved(server, e.Message);
            }

            if (known && !each)
            {
                return;
            }
        }

        if (!known)
        {
            throw new ConfigException("No resolvable bootstrap urls given in bootstrap.servers");
        }
    }
}
