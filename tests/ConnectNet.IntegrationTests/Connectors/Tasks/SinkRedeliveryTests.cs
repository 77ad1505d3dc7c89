using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Converters;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Redelivery against a consumer whose timing is the test's.</summary>
public sealed class SinkRedeliveryTests
{
    // I4
    [Fact]
    public async Task A_record_that_was_on_its_way_waits_until_the_failed_batch_was_put()
    {
        using var metrics = new ConnectMetrics(TimeProvider.System);
        using var meter = new Meter("test");
        using var probe = new Probe();
        var puts = new ConcurrentQueue<string>();
        var states = new ConcurrentQueue<string>();
        var (consumer, script) = ScriptedConsumer.Create();
        probe.Put = (context, records) =>
        {
            if (records.Count > 0)
            {
                puts.Enqueue(string.Join(",", records.Select(r => r.Value)));
            }

            if (puts.Count is > 0 and < 3)
            {
                context.RetryAfter(TimeSpan.FromMilliseconds(20));
                // Paused by now, and yet one comes.
                script.Next(() => puts.Count == 1 ? ScriptedConsumer.Record(1, "later") : null);
                throw new RetriableException("not now");
            }

            return ValueTask.CompletedTask;
        };
        script.Next(script.Assign, () => ScriptedConsumer.Record(0, "first"));
        var task = Sink(metrics, meter, probe, change => states.Enqueue(change.State + change.Trace), callbacks =>
        {
            script.Callbacks = callbacks;
            return consumer;
        });

        task.Start();
        await WorkerRig.UntilAsync(() => puts.Count >= 4, () => string.Join(" | ", puts.Concat(states)));
        task.Stop();
        await task.Ended.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["first", "first", "first", "later"], puts);
        Assert.Contains("Pause", script.Calls);
        Assert.Contains("Resume", script.Calls);
    }

    private static WorkerSinkTask Sink(
        ConnectMetrics metrics,
        Meter meter,
        Probe probe,
        Action<StatusChange> told,
        Func<Runtime.Kafka.ConsumerCallbacks, Confluent.Kafka.IConsumer<byte[]?, byte[]?>> createConsumer)
    {
        var id = new ConnectorTaskId("c", 0);
        var scope = new TaskScope([]);
        var errors = new ErrorHandler(new ErrorSettings(0, 60_000, false), new ErrorMetrics(metrics, "c", 0), TimeProvider.System, scope.Stopping);
        var converter = new StringConverter();
        converter.Configure(new Dictionary<string, string?> { ["converter.type"] = "value" }, isKey: false);
        var config = new Dictionary<string, string?> { ["topics"] = "t", ["probe"] = probe.Id };
        return new WorkerSinkTask(
            new TaskParts
            {
                Id = id,
                Config = config,
                InitialState = TargetState.Started,
                Version = "1",
                Events = new WorkerEvents { TaskChanged = (_, change) => told(change) },
                Metrics = new TaskMetrics(metrics, "c", 0, "running"),
                Errors = errors,
                Pipeline = new RecordPipeline(new TaskConverters(converter, converter, converter), [], errors),
                Scope = scope,
                Timing = new TaskTiming(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), TimeProvider.System),
                Logger = NullLogger.Instance,
            },
            new SinkTaskParts
            {
                Task = new ProbeSinkTask(),
                Context = new SinkTaskContext { CurrentConfig = () => config, Logger = NullLogger.Instance, Meter = meter },
                CreateConsumer = createConsumer,
                Subscribe = consumer => new Runtime.Kafka.ListedTopicSubscription(
                    consumer,
                    ["t"],
                    static () => throw new NotSupportedException(),
                    new Runtime.Kafka.TopicLookPauses(TimeSpan.Zero, TimeSpan.Zero, TimeProvider.System)),
                Consumer = new SinkConsumerSettings(500, new Runtime.Kafka.OffsetReset("earliest")),
                Metrics = new SinkTaskMetrics(metrics, "c", 0),
                TopicUsage = new TopicUsage(id, new WorkerEvents(), enabled: false),
            });
    }
}
