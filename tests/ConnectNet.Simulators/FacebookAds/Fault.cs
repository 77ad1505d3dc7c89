namespace ConnectNet.Simulators.FacebookAds;

/// <summary>What a fault does to a call.</summary>
internal enum FaultKind
{
    /// <summary>The error of <see cref="Fault.Code"/>.</summary>
    Error,

    /// <summary>HTTP 503 with an HTML page.</summary>
    HtmlPage,

    /// <summary>HTTP 502 without a body.</summary>
    EmptyBody,

    /// <summary>The connection breaks in the middle of the body.</summary>
    Reset,
}

/// <summary>A planned failure: of which calls, after how many of them, how often, and how.</summary>
internal sealed record Fault
{
    public FaultKind Kind { get; init; } = FaultKind.Error;

    /// <summary>Only calls for this account; null is all.</summary>
    public string? Account { get; init; }

    /// <summary>Only calls of this endpoint: account, insights, job, results, accounts; null is all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only calls with a parameter that contains this text, such as a date; null is all.</summary>
    public string? Text { get; init; }

    /// <summary>So many matching calls pass first.</summary>
    public int After { get; init; }

    /// <summary>So many matching calls fail then.</summary>
    public int Times { get; init; } = 1;

    public int Code { get; init; }

    public int? Subcode { get; init; }

    public int? Status { get; init; }

    public string? Message { get; init; }
}

/// <summary>The planned failures in the order given; the first that matches a call decides. Thread safe.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(Fault Fault, int Seen)> _faults = [];

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, 0));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    public Fault? Take(GraphCall call)
    {
        lock (_lock)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var (fault, seen) = _faults[i];
                if ((fault.Account ?? call.Account) != call.Account || (fault.Endpoint ?? call.Endpoint) != call.Endpoint
                    || (fault.Text is { } text && !call.Parameters.Values.Any(value => value.Contains(text, StringComparison.Ordinal))))
                {
                    continue;
                }

                _faults[i] = (fault, seen + 1);
                if (seen >= fault.After && seen < fault.After + fault.Times)
                {
                    return fault;
                }
            }

            return null;
        }
    }
}
