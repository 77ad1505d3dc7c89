using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Sdk.Connectors;

public sealed class ConnectorTests
{
    [Fact]
    public void Initialize_is_a_hook_and_gives_the_context_of_the_connectors_kind()
    {
        var connector = new Hooked();
        var context = new SourceContext();

        connector.Initialize(context);

        Assert.Equal(1, connector.Initialized);
        Assert.Same(context, connector.Seen);
    }

    [Fact]
    public void A_source_connector_refuses_a_context_without_offsets() =>
        Assert.Throws<ArgumentException>(() => new Hooked().Initialize(new PlainContext()));

    [Fact]
    public void Before_it_there_is_no_context() => Assert.Equal(
        "The connector has not been initialized yet.", Assert.Throws<IllegalWorkerStateException>(() => new Hooked().Seen).Message);

    [Fact]
    public async Task One_task_with_the_connectors_config_is_the_default()
    {
        var connector = new Hooked();
        connector.Initialize(new SourceContext());
        await connector.StartAsync(new Dictionary<string, string?>(), default);

        Assert.Equal("t", Assert.Single(await connector.TaskConfigsAsync(3, default))["topic"]);
        await connector.StopAsync(default);
    }

    private sealed class Hooked : SourceConnector
    {
        public int Initialized { get; private set; }

        public ISourceConnectorContext Seen => Context;

        public override ConfigDef Config => new();

        public override Type TaskClass => typeof(object);

        public override void Initialize(IConnectorContext context)
        {
            base.Initialize(context);
            Initialized++;
        }
    }

    private class PlainContext : IConnectorContext
    {
        public IReadOnlyDictionary<string, string?> Config { get; } = new Dictionary<string, string?> { ["topic"] = "t" };

        public ILogger Logger => NullLogger.Instance;

        public Meter Meter => throw new NotSupportedException();

        public void RequestTaskReconfiguration() => throw new NotSupportedException();

        public void RaiseError(Exception error) => throw error;
    }

    private sealed class SourceContext : PlainContext, ISourceConnectorContext
    {
        public IOffsetReader Offsets => throw new NotSupportedException();
    }
}
