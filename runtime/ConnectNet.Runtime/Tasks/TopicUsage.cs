using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Tells which topics a task uses, at most once a second for each in a row: an operator may have reset the list meanwhile. Called by one
/// thread.
/// </summary>
internal sealed class TopicUsage(ConnectorTaskId task, WorkerEvents events, bool enabled)
{
    private readonly Dictionary<string, long> _told = [];
    private string? _last;
    private long _lastTold;
    private int _count;

    public void Used(string topic)
    {
        if (!enabled)
        {
            return;
        }

        // The clock is read for every 64th record only.
        if (topic == _last && (++_count & 63) != 0)
        {
            return;
        }

        var now = Environment.TickCount64;
        if (topic == _last && now - _lastTold < 1000)
        {
            return;
        }

        if (!_told.TryGetValue(topic, out var told) || now - told >= 1000)
        {
            _told[topic] = told = now;
            events.TopicUsed(task, topic);
        }

        _last = topic;
        _lastTold = told;
    }
}
