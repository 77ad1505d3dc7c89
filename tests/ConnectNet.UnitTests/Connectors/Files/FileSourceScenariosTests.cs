using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.Connectors.Files;
using ConnectNet.Sdk.Connectors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Connectors.Files;

/// <summary>Files that grow, shrink and change, polled as Kafka's file source polled them: the same records with the same positions.</summary>
public sealed class FileSourceScenariosTests
{
    // A poll that has nothing to give does not wait.
    private static readonly CancellationToken AtOnce = new(canceled: true);

    [Fact]
    public async Task Every_poll_gives_what_Kafkas_task_gave()
    {
        var golden = Path.Combine(Repository.Root, "tests", "ConnectNet.IntegrationTests", "Compatibility", "Files", "golden.json");
        var differences = new List<string>();
        var scenarios = JsonNode.Parse(await File.ReadAllTextAsync(golden))!.AsArray();
        foreach (var scenario in scenarios)
        {
            using var directory = TestKit.Processes.TempDirectory.Create();
            var polls = await new Run(directory.File("in.txt"), scenario!).PollsAsync();
            if (!JsonNode.DeepEquals(scenario!["polls"], polls))
            {
                differences.Add($"{scenario["name"]}: {polls.ToJsonString()}, not {scenario["polls"]!.ToJsonString()}");
            }
        }

        Assert.NotEmpty(scenarios);
        Assert.Empty(differences);
    }

    private sealed class Run(string file, JsonNode scenario) : ISourceTaskContext, IOffsetReader
    {
        private object? _position;
        private FileStreamSourceTask? _task;

        public IReadOnlyDictionary<string, string?> Config => new Dictionary<string, string?>();

        public ILogger Logger => NullLogger.Instance;

        public Meter Meter => throw new NotSupportedException();

        public IOffsetReader Offsets => this;

        public ITransactionContext? Transactions => null;

        public async Task<JsonArray> PollsAsync()
        {
            var polls = new JsonArray();
            foreach (var step in scenario["steps"]!.AsArray())
            {
                var argument = step!.AsArray().Count > 1 ? step[1] : null;
                switch ((string)step[0]!)
                {
                    case "append":
                        await Append(Encoding.UTF8.GetBytes((string)argument!));
                        break;
                    case "appendBytes":
                        await Append(Convert.FromBase64String((string)argument!));
                        break;
                    case "truncate":
                        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                        {
                            stream.SetLength((long)argument!);
                        }

                        break;
                    case "replace":
                        File.Delete(file);
                        await Append(Encoding.UTF8.GetBytes((string)argument!));
                        break;
                    case "restart":
                        await _task!.StopAsync();
                        _task = null;
                        break;
                    default:
                        polls.Add(await PollAsync());
                        break;
                }
            }

            await _task!.StopAsync();
            return polls;
        }

        public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset) =>
            throw new NotSupportedException();

        public void RequestCommit() => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
            IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>?>>(
                [_position is null ? null : new Dictionary<string, object?> { ["position"] = _position }]);

        private async Task Append(byte[] bytes)
        {
            await using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            await stream.WriteAsync(bytes);
        }

        private async Task<JsonArray?> PollAsync()
        {
            if (_task is null)
            {
                _task = new FileStreamSourceTask();
                _task.Initialize(this);
                var config = new Dictionary<string, string?> { ["file"] = file, ["topic"] = "t" };
                foreach (var (key, value) in scenario["config"]?.AsObject() ?? [])
                {
                    config[key] = (string?)value;
                }

                await _task.StartAsync(config, default);
            }

            if (await _task.PollAsync(AtOnce) is not { } records)
            {
                return null;
            }

            var list = new JsonArray();
            foreach (var record in records)
            {
                _position = record.SourceOffset!["position"];
                list.Add(new JsonArray((string)record.Value!, (long)_position!));
            }

            return list;
        }
    }
}
