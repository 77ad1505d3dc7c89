using System.Globalization;
using ConnectNet.Runtime.Configuration;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>The headers of <c>response.http.headers.config</c>, put on every answer of the main listeners. Immutable.</summary>
internal sealed class ResponseHeaders(IReadOnlyList<ResponseHeaderRule> rules, TimeProvider time)
{
    public void Apply(IHeaderDictionary headers)
    {
        foreach (var rule in rules)
        {
            var value = rule.Action.EndsWith("Date", StringComparison.Ordinal) ? DateAfter(rule.Value) : rule.Value;
            if (rule.Action.StartsWith("set", StringComparison.Ordinal))
            {
                headers[rule.Name] = value;
            }
            else
            {
                headers.Append(rule.Name, value);
            }
        }
    }

    private string DateAfter(string milliseconds) =>
        time.GetUtcNow().AddMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture))
            .ToString("R", CultureInfo.InvariantCulture);
}
