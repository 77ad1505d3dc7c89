using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>A request to bring a connector to a state, with what waits for it.</summary>
internal sealed class StateChangeRequest(TargetState target)
{
    private readonly TaskCompletionSource<TargetState> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TargetState Target => target;

    public Task<TargetState> Done => _done.Task;

    public void Succeed() => _done.TrySetResult(target);

    public void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>What a connector instance is.</summary>
internal enum ConnectorPhase
{
    Init,
    Started,
    Paused,
    Stopped,
    Failed,
}
