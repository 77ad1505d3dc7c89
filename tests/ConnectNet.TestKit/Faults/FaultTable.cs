namespace ConnectNet.TestKit.Faults;

/// <summary>All rows, one class a family, in the order in which they run.</summary>
internal static class FaultTable
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. BounceRows.All(),
        .. FreezeRows.All(),
        .. BrokerRows.All(),
        .. ExactlyOnceRows.All(),
        .. MainJobRows.All(),
    ];
}
