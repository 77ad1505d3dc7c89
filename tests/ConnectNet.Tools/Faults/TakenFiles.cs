using System.Text;
using ConnectNet.Tools.Faults.Plugins;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Faults;

/// <summary>The files of a counting sink, read on from where the last look ended. For one thread.</summary>
internal sealed class TakenFiles : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly Dictionary<string, long> _read = [];
    private readonly List<TakenRecord> _records = [];
    private readonly Dictionary<string, long> _lastTaken = [];

    public string Path => _directory.Path;

    /// <summary>Whether a record of the source task was put after the time.</summary>
    public bool HasTaken(string task, long since) => _lastTaken.GetValueOrDefault(task) > since;

    /// <summary>All that was put so far, duplicates included.</summary>
    public IReadOnlyList<TakenRecord> Read()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.taken"))
        {
            ReadOn(file);
        }
        return _records;
    }

    public void Dispose() => _directory.Dispose();

    private void ReadOn(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read.GetValueOrDefault(file);
        var bytes = new byte[stream.Length - stream.Position];
        stream.ReadExactly(bytes);
        // The rest of a line that is being written, or that a kill has cut off, stays for the next look.
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _read[file] = stream.Position - bytes.Length + whole;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var record = TakenRecord.Parse(line);
            _records.Add(record);
            _lastTaken[record.Task] = Math.Max(_lastTaken.GetValueOrDefault(record.Task), record.Taken);
        }
    }
}
