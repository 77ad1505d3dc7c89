using System.Security.Cryptography;
using System.Text;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Paging;

/// <summary>One walk over the pages of a request. It sees to it that the walk ends: a page that was asked for before is not asked for again.</summary>
internal sealed class PageWalk(PageStrategy strategy, Uri baseUrl)
{
    /// <summary>Pages without rows one after another; servers that filter after cutting pages send some.</summary>
    public const int MostEmptyPages = 1000;

    // A hash each: walks of a million pages occur.
    private readonly HashSet<UInt128> _seen = [];
    private int _empty;

    public long Pages { get; private set; }

    /// <summary>The request for the page after an answer.</summary>
    public PageStep Next(ApiRequest request, PageAnswer answer)
    {
        Pages++;
        _empty = answer.Rows == 0 ? _empty + 1 : 0;
        var step = strategy.Next(request, answer, baseUrl);
        if (step.Next is null)
        {
            return step;
        }

        if (!_seen.Add(HashOf(step.Mark!)))
        {
            return PageStep.Failed(FailureClass.RestartSlice, request, $"the pages go round in a circle: '{Shown(step.Mark!)}' came twice, the second time on page {Pages}");
        }

        return _empty > MostEmptyPages
            ? PageStep.Failed(FailureClass.RestartSlice, request, $"{_empty} pages without a row came one after another, and still there is a next one") : step;
    }

    private static UInt128 HashOf(string mark)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(mark));
        return new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, sizeof(ulong)));
    }

    private static string Shown(string mark) => mark.Length <= 100 ? mark : mark[..100] + "…";
}
