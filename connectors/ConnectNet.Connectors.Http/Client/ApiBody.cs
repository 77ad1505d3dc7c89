using System.Net.Http.Headers;
using System.Text;

namespace ConnectNet.Connectors.Http.Client;

/// <summary>The body of a call; a call without one sends its parameters as a form. Immutable.</summary>
internal abstract record ApiBody
{
    private ApiBody()
    {
    }

    /// <summary>What is sent; made anew for every attempt.</summary>
    public abstract HttpContent ToContent();

    /// <summary>JSON, sent as it is.</summary>
    public sealed record Json(string Text) : ApiBody
    {
        public override HttpContent ToContent() => new StringContent(Text, Encoding.UTF8, "application/json");
    }

    /// <summary>Any bytes.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Content, string ContentType) : ApiBody
    {
        public override HttpContent ToContent() => new ReadOnlyMemoryContent(Content)
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(ContentType) },
        };
    }
}
