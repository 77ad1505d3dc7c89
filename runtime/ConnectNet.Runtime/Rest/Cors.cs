using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>Lets pages of other origins use the REST interface, when <c>access.control.allow.origin</c> says so. Immutable.</summary>
internal sealed class Cors
{
    private const string OriginsKey = "access.control.allow.origin";

    private readonly IReadOnlyList<JavaRegex> _origins;
    private readonly string _methods;

    private Cors(IReadOnlyList<JavaRegex> origins, string methods)
    {
        _origins = origins;
        _methods = methods;
    }

    /// <summary>Reads the settings; null where no origin is allowed.</summary>
    /// <param name="origins">Comma list of <c>*</c> or Java regular expressions for whole origins, not trimmed.</param>
    /// <param name="methods">Comma list of methods; blank for GET, POST and HEAD.</param>
    /// <exception cref="ConfigException">An origin stands in the list twice, or is no regular expression.</exception>
    public static Cors? Create(string? origins, string? methods)
    {
        if (string.IsNullOrWhiteSpace(origins))
        {
            return null;
        }

        var list = origins.Split(',');
        if (list.Distinct(StringComparer.Ordinal).Count() < list.Length)
        {
            throw new ConfigException(OriginsKey, origins, "an origin stands in the list twice");
        }

        try
        {
            return new Cors(
                [.. list.Select(static o => JavaRegex.Compile(o == "*" ? ".*" : o, OriginsKey))],
                string.IsNullOrWhiteSpace(methods) ? "GET,POST,HEAD" : methods);
        }
        catch (FormatException e)
        {
            throw new ConfigException(OriginsKey, origins, "Pattern is not a valid regular expression: " + e.Message);
        }
    }

    /// <summary>Whether the request asks for permission rather than for an answer.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method");

    /// <summary>Adds the headers to an answer.</summary>
    public void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !_origins.Any(o => o.Matches(origin)))
        {
            return;
        }

        headers.AccessControlAllowOrigin = origin;
        if (IsPreflight(http.Request))
        {
            headers.AccessControlAllowMethods = _methods;
            headers.AccessControlAllowHeaders = "Content-Type";
            headers.AccessControlMaxAge = "60";
        }
    }
}
