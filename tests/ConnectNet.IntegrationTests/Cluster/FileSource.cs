using System.Text;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A file that a FileStreamSource reads, and the topic it goes to.</summary>
internal sealed class FileSource : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private int _lines;

    public FileSource(string topic)
    {
        Topic = topic;
        File.WriteAllText(Path, "");
    }

    public string Topic { get; }

    public string Path => _directory.File("lines.txt");

    public Dictionary<string, string> Config => new()
    {
        ["connector.class"] = "FileStreamSource",
        ["topic"] = Topic,
        ["file"] = Path,
        ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
    };

    /// <summary>Adds numbered lines.</summary>
    public void Append(int count) => File.AppendAllLines(Path, Enumerable.Range(0, count).Select(_ => "line " + _lines++));

    /// <summary>Waits until every line so far is in the topic, and checks that each is there once and in order.</summary>
    public void AssertDelivered(string bootstrapServers)
    {
        var values = TopicData.Read(bootstrapServers, Topic, read => read.Count >= _lines)
            .Select(record => Encoding.UTF8.GetString(record.Message.Value!));
        Assert.Equal(Enumerable.Range(0, _lines).Select(line => "line " + line), values);
    }

    public void Dispose() => _directory.Dispose();
}
