using ConnectNet.Tools.Docs;

namespace ConnectNet.UnitTests;

public sealed class DocsTests
{
    [Fact]
    public void The_tables_of_keys_are_fresh()
    {
        Assert.NotEmpty(KeyTables.Files);
        foreach (var file in KeyTables.Files)
        {
            Assert.True(KeyTables.Refresh(file) == File.ReadAllText(file), $"{file} has stale tables: run ./connectnet docs");
        }
    }
}
