using System.Text;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The answers that come from Java's HTTP server rather than from Connect: requests it refuses before routing, and everything until
/// the worker's resources are registered. HTML for methods that show a page, nothing for others.
/// </summary>
internal static class JettyPage
{
    private static readonly string[] Html = ["text/html", "text/*", "*/*"];

    public static async Task WriteAsync(HttpContext http, int status, string reason, bool closesConnection)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "must-revalidate,no-cache,no-store";
        if (closesConnection)
        {
            response.Headers.Connection = "close";
        }

        if (!ShowsPage(http.Request))
        {
            response.ContentLength = 0;
            return;
        }

        var page = Encoding.Latin1.GetBytes(Page(status, Escape(reason), Escape(http.Request.Path.Value ?? "")));
        response.ContentType = "text/html;charset=iso-8859-1";
        response.ContentLength = page.Length;
        await response.Body.WriteAsync(page);
    }

    private static bool ShowsPage(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return request.Method is "GET" or "HEAD" or "POST"
            && (accept.Length == 0 || Html.Any(type => accept.Contains(type, StringComparison.Ordinal)));
    }

    private static string Page(int status, string reason, string uri) =>
        $"""
        <html>
        <head>
        <meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>
        <title>Error {status} {reason}</title>
        </head>
        <body>
        <h2>HTTP ERROR {status} {reason}</h2>
        <table>
        <tr><th>URI:</th><td>{uri}</td></tr>
        <tr><th>STATUS:</th><td>{status}</td></tr>
        <tr><th>MESSAGE:</th><td>{reason}</td></tr>
        </table>

        </body>
        </html>

        """;

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
