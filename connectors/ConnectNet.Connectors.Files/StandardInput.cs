namespace ConnectNet.Connectors.Files;

/// <summary>
/// The process's standard input for tasks, which must not wait on it: a thread of its own waits, and hands over what came. There is one
/// input for the whole process, so there is one reader, and a restarted task goes on where the last one was.
/// </summary>
internal static class StandardInput
{
    private const int ReadSize = 4096;
    private static readonly Lock Gate = new();
    private static readonly Queue<ArraySegment<byte>> Arrived = new();
    private static bool _started;

    public static int Read(Span<byte> into)
    {
        lock (Gate)
        {
            if (!_started)
            {
                _started = true;
                new Thread(Pump) { IsBackground = true, Name = "standard-input" }.Start();
            }
            if (!Arrived.TryDequeue(out var chunk))
            {
                return 0;
            }
            chunk.AsSpan().CopyTo(into);
            return chunk.Count;
        }
    }

    private static void Pump()
    {
        using var input = Console.OpenStandardInput();
        while (true)
        {
            var buffer = new byte[ReadSize];
            var count = input.Read(buffer);
            if (count == 0)
            {
                return;
            }
            lock (Gate)
            {
                Arrived.Enqueue(new ArraySegment<byte>(buffer, 0, count));
            }
        }
    }
}
