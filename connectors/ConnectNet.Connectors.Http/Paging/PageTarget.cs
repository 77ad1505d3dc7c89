using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>Where a request says which page it wants. Immutable.</summary>
internal abstract record PageTarget
{
    private PageTarget()
    {
    }

    /// <summary>The request with this value in place of what was there.</summary>
    public abstract ApiRequest Put(ApiRequest request, string value);

    /// <summary>What is there; null when nothing is.</summary>
    public abstract string? Get(ApiRequest request);

    public long GetNumber(ApiRequest request, long otherwise) =>
        long.TryParse(Get(request), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public ApiRequest Put(ApiRequest request, long value) => Put(request, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A parameter of the query or form.</summary>
    public sealed record Parameter(string Name) : PageTarget
    {
        public override ApiRequest Put(ApiRequest request, string value) =>
            request with { Parameters = [.. request.Parameters.Where(pair => pair.Key != Name), new(Name, value)] };

        public override string? Get(ApiRequest request) => request.Parameters.FirstOrDefault(pair => pair.Key == Name).Value;
    }

    /// <summary>A member of the JSON body, through objects by names. A number stays a number.</summary>
    public sealed record Member(params IReadOnlyList<string> Names) : PageTarget
    {
        private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public override ApiRequest Put(ApiRequest request, string value)
        {
            var root = Body(request);
            var parent = root;
            foreach (var name in Names.SkipLast(1))
            {
                if (parent[name] is not JsonObject child)
                {
                    parent[name] = child = [];
                }

                parent = child;
            }

            var isNumber = parent[Names[^1]]?.GetValueKind() == JsonValueKind.Number;
            parent[Names[^1]] = isNumber ? JsonNode.Parse(value) : JsonValue.Create(value);
            return request with { Body = new ApiBody.Json(root.ToJsonString(Plain)) };
        }

        public override string? Get(ApiRequest request)
        {
            JsonNode? node = Body(request);
            foreach (var name in Names)
            {
                node = (node as JsonObject)?[name];
            }

            return node?.ToString();
        }

        private static JsonObject Body(ApiRequest request) => request.Body is ApiBody.Json { Text: var text } && JsonNode.Parse(text) is JsonObject body
            ? body : throw new InvalidOperationException($"{request} has no JSON object as its body to put the page into.");
    }
}
