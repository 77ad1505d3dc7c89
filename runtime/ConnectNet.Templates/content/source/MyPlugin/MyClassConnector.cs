using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;

namespace MyPlugin;

/// <summary>Says which keys there are and which class does the work. One task is the default.</summary>
public sealed class MyClassConnector : SourceConnector
{
    public override ConfigDef Config => MyClassConfig.Definition;

    public override Type TaskClass => typeof(MyClassTask);
}
