using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// The verdict on each error code. Rate limits come as HTTP 400 and with <c>is_transient:false</c>, so status and that flag decide only
/// where the code is not known.
/// </summary>
internal static class GraphErrors
{
    private static readonly TimeSpan BehaviourWait = TimeSpan.FromHours(1);

    public static ApiFailure Judge(ApiRequest request, ApiResponse response, GraphError error)
    {
        var kind = ClassOf(request, response, error);
        return new ApiFailure(kind, Describe(request, error))
        {
            IsAppWide = error.Code == 4,
            Wait = kind == FailureClass.Throttled ? WaitOf(response, error) : null,
        };
    }

    /// <summary>The same table serves failed asynchronous runs, which carry code and subcode in their status.</summary>
    public static FailureClass? ClassOf(int code, int subcode, string message) => (code, subcode) switch
    {
        _ when message.Contains("reduce the amount", StringComparison.OrdinalIgnoreCase) => FailureClass.TooBig,
        (100, 1487534) or (-3, _) or (100, 1504018) or (2, 1504038) => FailureClass.TooBig,
        (2, 1504041) or (2, 1504042) or (17, 1885172) => FailureClass.PermanentStream,
        (4 or 17 or 32 or 341 or 368 or 613, _) or (>= 80000 and <= 80014, _) => FailureClass.Throttled,
        (1 or 2 or 104 or 960 or 2601 or 2650, _) => FailureClass.Transient,
        (-2, _) => FailureClass.RestartSlice,
        (10 or 102 or 190 or 2635, _) => FailureClass.PermanentConnector,
        (3, _) or (>= 200 and <= 299, _) or (100, 33) or (100, 3191001) => FailureClass.PermanentAccount,
        _ => null,
    };

    private static FailureClass ClassOf(ApiRequest request, ApiResponse response, GraphError error)
    {
        // A run that was started a moment ago may not be there yet.
        if ((error.Code, error.Subcode) is (100, 33) && !request.Path.Contains("/act_", StringComparison.Ordinal))
        {
            return FailureClass.Transient;
        }

        if (error.Code == 100 && error.Message.Contains("cursor", StringComparison.OrdinalIgnoreCase)
            && request.Parameters.Any(pair => pair.Key == "after"))
        {
            return FailureClass.RestartSlice;
        }

        return ClassOf(error.Code, error.Subcode, error.Message)
            ?? (error.Code != 100 && (error.IsTransient || response.Status >= 500) ? FailureClass.Transient : FailureClass.PermanentStream);
    }

    private static string Describe(ApiRequest request, GraphError error) => $"{request}: {error}" + error.Code switch
    {
        102 or 190 => ". The access token is no longer valid: make a new one (a system user's does not expire) and put it into access.token.",
        10 => ". The app lacks the permission: grant ads_read to it and to the token's user.",
        2635 => ". Set api.version to a version that is still served.",
        100 when error.Message.Contains("appsecret_proof", StringComparison.Ordinal) =>
            ". Set app.secret to the secret of the app that made the token.",
        100 when error.Subcode is 33 or 3191001 => ". Check the account's id, and that the token's user may read it.",
        100 => ". Check fields, breakdowns and attribution.windows.",
        3018 => ". Set retention.months lower.",
        _ => "",
    };

    private static TimeSpan WaitOf(ApiResponse response, GraphError error)
    {
        var wait = AccountUsage.Read(response).Wait;
        return error.Code is 341 or 368 && wait < BehaviourWait ? BehaviourWait : wait;
    }
}
