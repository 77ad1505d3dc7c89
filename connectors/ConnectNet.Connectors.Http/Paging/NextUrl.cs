using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>
/// Makes a request of the URL that an answer gave for the next page. It must be the API's own place: the credentials go there. Credentials
/// that the server has put into it are taken out; each call gets its own.
/// </summary>
internal static class NextUrl
{
    public static PageStep Follow(string url, ApiRequest request, Uri baseUrl)
    {
        var next = Uri.TryCreate(baseUrl, request.Path, out var asked) && Uri.TryCreate(asked, url, out var resolved) ? resolved : null;
        if (next is null || !ApiMessages.IsSameOrigin(next, baseUrl))
        {
            return PageStep.Failed(
                FailureClass.PermanentStream,
                request,
                $"the next page is said to be at {Place(next)}, which is not below {baseUrl.GetLeftPart(UriPartial.Authority)}: it is not followed, for the credentials would go there");
        }

        var query = string.Join('&', next.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(static pair => !IsSecret(pair)));
        var path = next.AbsolutePath + (query.Length == 0 ? "" : "?" + query);
        return PageStep.To(request with { Path = path, Parameters = [] }, path);
    }

    private static bool IsSecret(string pair) => Redactor.IsSecretName(Uri.UnescapeDataString(pair.Split('=')[0]));

    // Of a URL that cannot be trusted only the place is shown.
    private static string Place(Uri? url) => url is { Authority.Length: > 0 } ? $"{url.Scheme}://{url.Authority}" : "an address that is none";
}
