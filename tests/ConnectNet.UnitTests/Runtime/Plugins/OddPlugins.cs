using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.UnitTests.Runtime.Plugins;

/// <summary>Plug-ins with mistakes of authors: no ConfigDef, one that cannot be had, a constructor that throws.</summary>
public abstract class OddConverter : IConverter
{
    public virtual ConfigDef Config => new();

    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey)
    {
    }

    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => null;

    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => new(null, null);

    public void Dispose() => GC.SuppressFinalize(this);
}

[ConnectName("odd.NullDefConverter")]
public sealed class NullDefConverter : OddConverter
{
    public override ConfigDef Config => null!;
}

[ConnectName("odd.BadCtorConverter")]
public sealed class BadCtorConverter : OddConverter
{
    public BadCtorConverter() => throw new InvalidOperationException("ctor");
}

[ConnectName("odd.BadDefConverter")]
public sealed class BadDefConverter : OddConverter
{
    public override ConfigDef Config => throw new InvalidOperationException("def");
}

public abstract class OddHeaderConverter : IHeaderConverter
{
    public virtual ConfigDef Config => new();

    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => null;

    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => new(null, null);

    public void Dispose() => GC.SuppressFinalize(this);
}

[ConnectName("odd.NullDefHeaderConverter")]
public sealed class NullDefHeaderConverter : OddHeaderConverter
{
    public override ConfigDef Config => null!;
}

[ConnectName("odd.BadCtorHeaderConverter")]
public sealed class BadCtorHeaderConverter : OddHeaderConverter
{
    public BadCtorHeaderConverter() => throw new InvalidOperationException("ctor");
}

[ConnectName("odd.BadDefHeaderConverter")]
public sealed class BadDefHeaderConverter : OddHeaderConverter
{
    public override ConfigDef Config => throw new InvalidOperationException("def");
}

public abstract class OddStage : ITransformation, IPredicate
{
    public virtual ConfigDef Config => new();

    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    public ConnectRecord? Apply(ConnectRecord record) => record;

    public bool Test(ConnectRecord record) => true;

    public void Dispose() => GC.SuppressFinalize(this);
}

[ConnectName("odd.NullDefStage")]
public sealed class NullDefStage : OddStage
{
    public override ConfigDef Config => null!;
}

[ConnectName("odd.BadCtorStage")]
public sealed class BadCtorStage : OddStage
{
    public BadCtorStage() => throw new InvalidOperationException("ctor");
}

[ConnectName("odd.BadDefStage")]
public sealed class BadDefStage : OddStage
{
    public override ConfigDef Config => throw new InvalidOperationException("def");
}

public abstract class OddConnector : SourceConnector
{
    public override ConfigDef Config => new();

    public override Type TaskClass => typeof(SourceTask);

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([]);

    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

[ConnectName("odd.PlainConnector", "1")]
public sealed class PlainConnector : OddConnector;

[ConnectName("odd.NullDefConnector")]
public sealed class NullDefConnector : OddConnector
{
    public override ConfigDef Config => null!;
}

[ConnectName("odd.BadCtorConnector")]
public sealed class BadCtorConnector : OddConnector
{
    public BadCtorConnector() => throw new InvalidOperationException("ctor");
}

[ConnectName("odd.BadDefConnector")]
public sealed class BadDefConnector : OddConnector
{
    public override ConfigDef Config => throw new InvalidOperationException("def");
}

[ConnectName("odd.NullValidateConnector")]
public sealed class NullValidateConnector : OddConnector
{
    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => new((IReadOnlyList<ConfigValue>)null!);
}

[ConnectName("odd.BadVersionConnector")]
public sealed class BadVersionConnector : OddConnector
{
    public override string? Version => throw new InvalidOperationException("version");
}

[ConnectName("odd.ToldVersionConnector", "1")]
public sealed class ToldVersionConnector : OddConnector
{
    public override string? Version => "2";
}

[ConnectName("odd.one.TwinConnector", "1")]
public sealed class TwinConnector : OddConnector;

[ConnectName("odd.two.TwinConnector", "1")]
public sealed class OtherTwinConnector : OddConnector;
