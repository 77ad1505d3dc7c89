using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>Values of clients' keys, right and wrong: what Java's clients refuse ours refuse in the same words, and what they take makes a client here too.</summary>
public sealed class ClientValuesTests
{
    private static readonly string[] Values =
        ["", "abc", "-2", "-1", "-0.5", "0", "1", "18", "4000", "2147483648", "TRUE", "all", "none", "by_duration:PT1H", "by_duration:-PT1H", "consumer", ",", "a,a"];

    // Texts of a login or of classes that are not ours to look for are compared elsewhere.
    private static readonly string[] NotCompared = ["sasl.jaas.config", "partition.assignment.strategy", "metric.reporters", "interceptor.classes", "config.providers", "security.providers"];

    private static readonly string[] Together =
    [
        "producer\tenable.idempotence=true\tretries=0", "producer\tenable.idempotence=true\tacks=1",
        "producer\tenable.idempotence=true\tmax.in.flight.requests.per.connection=6", "producer\tenable.idempotence=false\tmax.in.flight.requests.per.connection=6",
        "producer\tenable.idempotence=false\ttransactional.id=t", "producer\tacks=1\ttransactional.id=t", "producer\tacks=1",
        "producer\ttransaction.two.phase.commit.enable=true\ttransactional.id=t\ttransaction.timeout.ms=1000",
        "producer\tlinger.ms=100000\tdelivery.timeout.ms=120000", "producer\tlinger.ms=9223372036854775807\tdelivery.timeout.ms=2147483647",
        "producer\tdelivery.timeout.ms=20", "producer\tsecurity.protocol=SASL_PLAINTEXT\tsasl.mechanism=",
        "producer\tbootstrap.servers=nobroker", "producer\tbootstrap.servers=nosuchhost.invalid:1", "producer\tbootstrap.servers=nosuchhost.invalid:1,127.0.0.1:1",
        "producer\tbootstrap.servers=a,,b", "producer\tbootstrap.servers=", "producer\tbootstrap.servers=127.0.0.1:70000",
        "consumer\tbootstrap.servers=nobroker", "admin\tbootstrap.servers=nobroker", "admin\tbootstrap.servers=",
        "consumer\tbootstrap.servers=nosuchhost.invalid:1,127.0.0.1:1\tclient.dns.lookup=resolve_canonical_bootstrap_servers_only",
        "consumer\tgroup.protocol=consumer\theartbeat.interval.ms=1000", "consumer\tgroup.protocol=consumer\tsession.timeout.ms=1000",
        "consumer\tgroup.protocol=CONSUMER\tpartition.assignment.strategy=range", "consumer\tgroup.remote.assignor=range", "consumer\tgroup.id=",
        "consumer\tgroup.instance.id=.", "consumer\tgroup.instance.id=a b", "consumer\tsession.timeout.ms=1000", "consumer\theartbeat.interval.ms=-1",
        "consumer\tauto.offset.reset=by_duration:P1DT2H3M4.5S", "consumer\tmax.poll.interval.ms=10\tsession.timeout.ms=10000",
        "admin\tdefault.api.timeout.ms=1", "admin\trequest.timeout.ms=60001", "admin\tbootstrap.controllers=127.0.0.1:1",
    ];

    private readonly KafkaClients _clients = new(NullLoggerFactory.Instance);

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task What_Javas_clients_refuse_ours_refuse_in_the_same_words()
    {
        var java = (await JavaProgram.RunAsync("ClientValues.java", [string.Join("\n", Together), .. Values])).Where(line => line.Contains("\t=> ", StringComparison.Ordinal)).ToList();
        Assert.True(java.Count > 4000, $"{java.Count} answers");
        var wrong = new List<string>();
        foreach (var (number, line) in java.Index())
        {
            // A client is made for the first questions only: thousands of clients would take minutes.
            var isMade = number < Together.Length;
            var (question, expected) = (line[..line.IndexOf("\t=> ", StringComparison.Ordinal)], line[(line.IndexOf("\t=> ", StringComparison.Ordinal) + 4)..]);
            var ours = !isMade && Array.Exists(NotCompared, key => question.Contains(key + "=", StringComparison.Ordinal))
                ? expected
                : Ask(question.Split('\t'), isMade);
            if (ours != expected)
            {
                wrong.Add($"{question.Replace('\t', ' ')}\n  Java {expected}\n  ours {ours}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n" + string.Join("\n", wrong.Take(20)));
    }

    [Fact]
    public void A_client_can_be_made_of_every_value_that_Java_takes()
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<ClientKind>())
        {
            var keys = ClientKeys.For(kind).Values.Where(key => key.Type != ConfigType.Class && !IsAboutSecurity(key.Name)).Select(key => key.Name);
            foreach (var key in keys.Except(NotCompared))
            {
                foreach (var value in Values)
                {
                    var properties = Properties(kind.ToString().ToLowerInvariant(), [key + "=" + value]);
                    if (Refusal(() => ClientValues.CheckMaking(kind, ClientValues.Parse(kind, properties), joinsGroup: true)) == "OK"
                        && made.Add(kind + string.Join(";", ClientProperties.Translate(kind, properties).Properties.Where(e => e.Key != "group.id").OrderBy(e => e.Key))))
                    {
                        Assert.Equal((key, value, "OK"), (key, value, Refusal(() => Make(kind, properties))));
                    }
                }
            }
        }
    }

    private static bool IsAboutSecurity(string key) => key.StartsWith("sasl.", StringComparison.Ordinal) || key.StartsWith("ssl.", StringComparison.Ordinal)
        || key.StartsWith("security.", StringComparison.Ordinal) || key == "bootstrap.servers";

    private static Dictionary<string, string?> Properties(string client, IEnumerable<string> pairs)
    {
        var properties = new Dictionary<string, string?> { ["bootstrap.servers"] = "127.0.0.1:1" };
        if (client == "consumer")
        {
            properties["group.id"] = "g";
        }

        foreach (var pair in pairs)
        {
            properties[pair[..pair.IndexOf('=')]] = pair[(pair.IndexOf('=') + 1)..];
        }

        return properties;
    }

    private static string Refusal(Action make)
    {
        try
        {
            make();
            return "OK";
        }
        catch (Exception e)
        {
            var text = new List<string>();
            for (var cause = e; cause is not null; cause = cause.InnerException)
            {
                text.Add(ConnectNames.Of(cause.GetType()) + ": " + cause.Message);
            }

            return string.Join(" | ", text);
        }
    }

    private string Ask(string[] question, bool isMade)
    {
        var kind = Enum.Parse<ClientKind>(question[0], ignoreCase: true);
        var properties = Properties(question[0], question[1..]);
        return Refusal(() =>
        {
            if (isMade)
            {
                Make(kind, properties);
            }
            else
            {
                ClientValues.Parse(kind, properties);
            }
        });
    }

    private void Make(ClientKind kind, Dictionary<string, string?> properties)
    {
        using IClient client = kind switch
        {
            ClientKind.Producer => _clients.CreateProducer(properties),
            ClientKind.Consumer => _clients.CreateConsumer(properties, new ConsumerCallbacks()),
            _ => _clients.CreateAdmin(properties),
        };
    }
}
