namespace ConnectNet.Tools.Faults;

/// <summary>All rows, one class a family, in the order in which they run.</summary>
internal static class FaultTable
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. BounceRows.All(),
        .. MemberRows.All(),
        .. RollingRows.All(),
        .. BrokerRows.All(),
        .. NetworkRows.All(),
        .. RecordRows.All(),
        .. StartRows.All(),
        .. StateRows.All(),
        .. SecurityRows.All(),
        .. ExactlyOnceRows.All(),
        .. ClusterRows.All(),
        .. MainJobRows.All(),
        .. ScaleRows.All(),
    ];
}
