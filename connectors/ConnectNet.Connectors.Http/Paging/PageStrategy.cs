using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>How an API hands out its pages. Immutable; what a walk over the pages remembers is in <see cref="PageWalk"/>.</summary>
internal abstract class PageStrategy
{
    /// <summary>The request for the page after an answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="baseUrl">The API's base URL; ends with a slash.</param>
    public abstract PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl);
}

/// <summary>One answer is all.</summary>
internal sealed class SinglePage : PageStrategy
{
    public override PageStep Next(ApiRequest request, PageAnswer answer, Uri baseUrl) => PageStep.End;
}
