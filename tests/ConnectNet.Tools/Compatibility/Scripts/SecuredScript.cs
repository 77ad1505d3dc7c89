using System.Text;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>Basic authentication, permissions for other origins, further response headers, admin listeners of their own, policy None.</summary>
internal static class SecuredScript
{
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["rest.extension.classes"] = "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension",
        ["access.control.allow.origin"] = "https://[a-z]+[.]example[.]com,http://localhost",
        ["access.control.allow.methods"] = "GET,PUT",
        ["response.http.headers.config"] = "set X-Frame-Options:DENY, \"add X-Custom: a, b\", set X-Custom: c",
        ["admin.listeners"] = "http://127.0.0.1:{free}",
        ["connector.client.config.override.policy"] = "None",
    };

    private static readonly (string, string)[] Alice = [Basic("alice:secret")];

    public static async Task RunAsync(WorkerPair pair)
    {
        (string, string)[][] credentials =
        [
            [], Alice, [Basic("alice:wrong")], [Basic("bob:")], [Basic("alice")], [Basic(":secret")], [Basic("")], [("Authorization", "basic " + Base64("alice:secret"))], [("Authorization", "Bearer x")],
            [("Authorization", "Basic !!")], [("Authorization", "Basic")], [("Authorization", "")], [Basic("alice:secret:more")],
        ];
        foreach (var headers in credentials)
        {
            foreach (var (method, path) in ((string, string)[])[("GET", "/connectors"), ("GET", "/"), ("GET", "/health"), ("OPTIONS", "/connectors"), ("GET", "/nope"), ("POST", "/"), ("PUT", "/connectors/x/fence")])
            {
                if (path == "/" && method == "GET" && headers == Alice)
                {
                    continue;
                }
                await pair.SameAsync(method, path, null, 0, headers);
            }
        }
        await OriginsAsync(pair);
        await pair.SameAsync("GET", "/admin/loggers/root", null, 0, Alice);
        foreach (var path in (string[])["/", "/connectors", "/nope", "/admin", "/admin/loggers/root", "/admin/loggers/root/"])
        {
            await pair.SameAsync("GET", "admin:" + path);
            await pair.SameAsync("OPTIONS", "admin:" + path);
            await pair.SameAsync("GET", "admin:" + path, null, 0, ("Origin", "http://localhost"));
        }
        await PluginsScript.LoggersAsync(pair, "admin:");
    }

    private static async Task OriginsAsync(WorkerPair pair)
    {
        foreach (var origin in (string[])["http://localhost", "https://www.example.com", "https://example.com", "http://localhost:1", "null", ""])
        {
            await pair.SameAsync("GET", "/connectors", null, 0, [.. Alice, ("Origin", origin)]);
            await pair.SameAsync("GET", "/nope", null, 0, [.. Alice, ("Origin", origin)]);
            await pair.SameAsync("OPTIONS", "/connectors", null, 0, [.. Alice, ("Origin", origin), ("Access-Control-Request-Method", "PUT")]);
            await pair.SameAsync("OPTIONS", "/connectors", null, 0, ("Origin", origin), ("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "x-y"));
            await pair.SameAsync("OPTIONS", "/nope", null, 0, [.. Alice, ("Origin", origin), ("Access-Control-Request-Method", "PUT")]);
        }
    }

    private static (string, string) Basic(string credentials) => ("Authorization", "Basic " + Base64(credentials));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
