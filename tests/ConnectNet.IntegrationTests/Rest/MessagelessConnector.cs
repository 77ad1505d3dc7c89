using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>Throws an exception without a message where its key <c>fail</c> says: <c>validate</c>, <c>start</c>, <c>task</c> or <c>poll</c>.</summary>
[ConnectName("test.MessagelessConnector", "1")]
public sealed class MessagelessConnector : SourceConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    public override ConfigDef Config { get; } = new ConfigDef().Define(new ConfigKey("fail", ConfigType.String, Importance.High, "Where to fail."));

    public override Type TaskClass => typeof(MessagelessTask);

    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        config["fail"] == "validate" ? throw new ConnectException(null) : base.ValidateAsync(config, cancellationToken);

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        return config["fail"] == "start" ? throw new ConnectException(null) : ValueTask.CompletedTask;
    }

    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([_config]);

    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>The task of <see cref="MessagelessConnector"/>.</summary>
[ConnectName("test.MessagelessTask", "1")]
public sealed class MessagelessTask : SourceTask
{
    private string? _fail;

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _fail = config["fail"];
        return _fail == "task" ? throw new ConnectException(null) : ValueTask.CompletedTask;
    }

    public override ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken) =>
        _fail == "poll" ? throw new ConnectException(null) : ValueTask.FromResult<IReadOnlyList<SourceRecord>?>(null);

    public override ValueTask StopAsync() => ValueTask.CompletedTask;
}

/// <summary>Fails on every record, without a message.</summary>
[ConnectName("test.MessagelessTransform", "1")]
public sealed class MessagelessTransform : ITransformation
{
    public ConfigDef Config { get; } = new();

    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    public ConnectRecord? Apply(ConnectRecord record) => throw new DataException(null);

    public void Dispose()
    {
    }
}
