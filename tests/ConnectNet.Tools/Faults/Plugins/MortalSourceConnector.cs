using ConnectNet.Sdk;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>A <see cref="CountingSourceConnector"/> whose tasks kill their worker, at a moment that a control file names.</summary>
[ConnectName("test.MortalSource", "1")]
public sealed class MortalSourceConnector : CountingSourceConnector
{
    /// <inheritdoc/>
    public override Type TaskClass => typeof(MortalSourceTask);
}
