using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Http.Auth;

internal static partial class AuthLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The token server has handed out a new refresh token, which is lost when this process ends: "
        + "the configured one may not be good any more then. Set {Key} to keep them")]
    public static partial void RotatesWithoutStore(ILogger log, string key);
}
