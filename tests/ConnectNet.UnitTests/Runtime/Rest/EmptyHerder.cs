using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Rest;

/// <summary>A herder of a cluster without connectors: everything asked for is unknown. Tests of routing override what they need.</summary>
internal class EmptyHerder : Herder
{
    public override bool IsReady => true;

    public override string WorkerId => "127.0.0.1:8083";

    public override string? KafkaClusterId => "cluster";

    public override Task Completion => Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task HealthCheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override IReadOnlyList<string> Connectors() => [];

    public override ConnectorInfo LocalConnectorInfo(string connector) => throw NotFound(connector);

    public override Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken) =>
        throw NotFound(connector);

    public override Task<IReadOnlyList<TaskInfo>> TaskConfigsAsync(string connector, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        TargetState? initialState,
        bool allowReplace,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<ConnectorInfo> PatchConnectorConfigAsync(
        string connector, IReadOnlyDictionary<string, string?> patch, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task DeleteConnectorAsync(string connector, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task<ConfigInfos> ValidateConnectorConfigAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ConnectorStateInfo ConnectorStatus(string connector) =>
        throw new NotFoundException($"No status found for connector {connector}");

    public override ConnectNet.Runtime.Storage.TaskStatus TaskStatus(ConnectorTaskId task) => throw new NotFoundException($"No status found for task {task}");

    public override void PauseConnector(string connector) => throw new NotFoundException($"Unknown connector {connector}");

    public override void ResumeConnector(string connector) => throw new NotFoundException($"Unknown connector {connector}");

    public override Task StopConnectorAsync(string connector, CancellationToken cancellationToken) =>
        throw new NotFoundException($"Unknown connector {connector}");

    public override Task RestartConnectorAsync(string connector, CancellationToken cancellationToken) =>
        throw new NotFoundException($"Unknown connector: {connector}");

    public override Task RestartTaskAsync(ConnectorTaskId task, CancellationToken cancellationToken) =>
        throw new NotFoundException($"Unknown connector: {task.Connector}");

    public override Task<ConnectorStateInfo> RestartConnectorAndTasksAsync(RestartRequest request, CancellationToken cancellationToken) =>
        throw new NotFoundException($"Unknown connector: {request.Connector}");

    public override ActiveTopics ConnectorActiveTopics(string connector) => new(connector, []);

    public override void ResetConnectorActiveTopics(string connector)
    {
    }

    public override Task<IReadOnlyList<ConnectorOffset>> ConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        throw NotFound(connector);

    public override Task<string> AlterConnectorOffsetsAsync(
        string connector, IReadOnlyList<ConnectorOffset> offsets, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task<string> ResetConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task PutTaskConfigsAsync(
        string connector,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> configs,
        InternalRequestSignature signature,
        CancellationToken cancellationToken) => throw NotFound(connector);

    public override Task FenceZombiesAsync(string connector, InternalRequestSignature signature, CancellationToken cancellationToken) =>
        throw NotFound(connector);

    public override void SetClusterLoggerLevel(string logger, string level)
    {
    }

    private static NotFoundException NotFound(string connector) => new($"Connector {connector} not found");
}
