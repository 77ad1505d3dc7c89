using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// Logs one line for each answer, in the form of Java's server: extended NCSA, then the milliseconds it took. Thread-safe.
/// </summary>
internal sealed partial class AccessLog(ILogger logger, TimeProvider time)
{
    /// <summary>Logs an answer.</summary>
    /// <param name="http">Request and answer.</param>
    /// <param name="start">Time stamp of <see cref="TimeProvider.GetTimestamp"/> when the request came.</param>
    public void Write(HttpContext http, long start)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var line = Format(http, start);
            Line(logger, line);
        }
    }

    private string Format(HttpContext http, long start)
    {
        var request = http.Request;
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var now = time.GetLocalNow();
        var stamp = now.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture)
            + (now.Offset < TimeSpan.Zero ? "-" : "+") + now.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
        var length = http.Items.TryGetValue(typeof(RestCall), out var written) ? (int)written! : http.Response.ContentLength ?? 0;
        var took = (long)time.GetElapsedTime(start).TotalMilliseconds;
        return $"{Address(http.Connection.RemoteIpAddress)} - - [{stamp}] \"{request.Method} {target} {request.Protocol}\" "
            + $"{http.Response.StatusCode} {(HttpMethods.IsHead(request.Method) ? 0 : length)} "
            + $"\"{Header(request.Headers.Referer)}\" \"{Header(request.Headers.UserAgent)}\" {took}";
    }

    private static IPAddress? Address(IPAddress? address) => address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address;

    private static string Header(string? value) => string.IsNullOrEmpty(value) ? "-" : value;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void Line(ILogger logger, string line);
}
