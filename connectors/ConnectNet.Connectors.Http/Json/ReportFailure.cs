using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>What is wrong with a downloaded report.</summary>
internal static class ReportFailure
{
    public static ApiFailureException Of(FailureClass kind, string source, string problem) =>
        new(new ApiFailure(kind, $"{source}: the report {problem}"), null);
}
