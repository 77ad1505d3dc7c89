using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Cluster;

/// <summary>
/// Files that grow by numbered lines, for FileStream sources to read, and the files that FileStream sinks write the topics to. The lines
/// come in the background at a steady rate until the feed is stopped.
/// </summary>
internal sealed class LineFeed : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _perTick;
    private readonly Task _feeding;
    private volatile int _lines;

    /// <param name="prefix">Of topics and connectors.</param>
    /// <param name="files">How many files, each with a topic.</param>
    /// <param name="rate">Lines a second of each.</param>
    public LineFeed(string prefix, int files, int rate)
    {
        Topics = [.. Enumerable.Range(0, files).Select(i => $"{prefix}-{i}")];
        foreach (var topic in Topics)
        {
            File.WriteAllText(SourceFile(topic), "");
        }

        Rate = rate;
        _perTick = Math.Max(1, (int)(rate * Tick.TotalSeconds));
        _feeding = Task.Run(FeedAsync);
    }

    public IReadOnlyList<string> Topics { get; }

    /// <summary>Lines a second of each file.</summary>
    public int Rate { get; }

    /// <summary>Lines in each file.</summary>
    public int Lines => _lines;

    public Dictionary<string, string> Source(string topic) => new()
    {
        ["connector.class"] = "FileStreamSource",
        ["topic"] = topic,
        ["file"] = SourceFile(topic),
        ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
    };

    public Dictionary<string, string> Sink(string topic) => new()
    {
        ["connector.class"] = "FileStreamSink",
        ["topics"] = topic,
        ["file"] = SinkFile(topic),
        ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
    };

    public string[] Written(string topic) => File.Exists(SinkFile(topic)) ? ReadShared(SinkFile(topic)) : [];

    /// <summary>Ends the growth.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _feeding;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        _directory.Dispose();
    }

    private static string[] ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task FeedAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        while (!_stopping.IsCancellationRequested)
        {
            var lines = Enumerable.Range(_lines, _perTick).Select(number => "line " + number).ToList();
            foreach (var topic in Topics)
            {
                File.AppendAllLines(SourceFile(topic), lines);
            }

            _lines += _perTick;
            await timer.WaitForNextTickAsync();
        }
    }

    private string SourceFile(string topic) => _directory.File(topic + ".in");

    private string SinkFile(string topic) => _directory.File(topic + ".out");
}
