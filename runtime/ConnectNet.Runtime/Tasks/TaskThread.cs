namespace ConnectNet.Runtime.Tasks;

/// <summary>Waits for awaitable plug-in calls on the thread that owns the plug-in. Pure functions.</summary>
internal static class TaskThread
{
    public static void Wait(ValueTask call)
    {
        if (call.IsCompleted)
        {
            call.GetAwaiter().GetResult();
        }
        else
        {
            call.AsTask().GetAwaiter().GetResult();
        }
    }

    public static T Wait<T>(ValueTask<T> call) => call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();
}
