namespace ConnectNet.Runtime.Metrics;

/// <summary>What state something is in, and which share of its life it spent in a state. Thread-safe.</summary>
internal sealed class StateTime(TimeProvider time, string initial)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _spent = [];
    private long _since = time.GetTimestamp();

    /// <summary>Lower case, as shown in labels.</summary>
    public string State { get; private set; } = initial;

    public void Change(string state)
    {
        lock (_lock)
        {
            _spent[State] = _spent.GetValueOrDefault(State) + time.GetElapsedTime(_since);
            _since = time.GetTimestamp();
            State = state;
        }
    }

    public double Share(string state)
    {
        lock (_lock)
        {
            var current = time.GetElapsedTime(_since);
            var all = current;
            foreach (var spent in _spent.Values)
            {
                all += spent;
            }

            var asked = _spent.GetValueOrDefault(state) + (State == state ? current : TimeSpan.Zero);
            return all == TimeSpan.Zero ? 0 : asked / all;
        }
    }
}
