using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Authors;

/// <summary>The fenced blocks of a page, in order, with their languages.</summary>
internal sealed class MarkdownPage
{
    private MarkdownPage(List<(string Language, string Text)> blocks) => Blocks = blocks;

    public IReadOnlyList<(string Language, string Text)> Blocks { get; }

    public static MarkdownPage Read(params string[] path)
    {
        var blocks = new List<(string, string)>();
        var parts = File.ReadAllText(Repository.PathOf(path)).Split("\n```");
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            var end = parts[i].IndexOf('\n', StringComparison.Ordinal);
            blocks.Add((parts[i][..end], parts[i][(end + 1)..] + "\n"));
        }

        return new MarkdownPage(blocks);
    }

    public string Only(string language) => Blocks.Single(block => block.Language == language).Text;
}
