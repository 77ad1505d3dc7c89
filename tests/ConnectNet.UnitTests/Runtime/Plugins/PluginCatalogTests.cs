using System.Reflection;
using ConnectNet.Runtime.Plugins;
using ConnectNet.TestKit.Logging;

namespace ConnectNet.UnitTests.Runtime.Plugins;

public sealed class PluginCatalogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnet-plugins").FullName;
    private readonly CapturedLog _log = new();

    [Theory]
    [InlineData("org.apache.kafka.connect.file.FileStreamSourceConnector")]
    [InlineData("FileStreamSourceConnector")]
    [InlineData("FileStreamSource")]
    public void Connectors_are_found_by_name_and_alias(string name) =>
        Assert.Equal("org.apache.kafka.connect.file.FileStreamSourceConnector", Scan().Find(PluginKind.Source, name)?.ClassName);

    [Theory]
    [InlineData("com.wepay.kafka.connect.bigquery.BigQuerySinkConnector")]
    [InlineData("BigQuerySink")]
    public void The_BigQuery_sink_answers_to_the_Java_connectors_names(string name) => Assert.NotNull(Scan().Find(PluginKind.Sink, name));

    [Theory]
    [InlineData("org.apache.kafka.connect.transforms.InsertField$Value")]
    [InlineData("org.apache.kafka.connect.transforms.Cast$Key")]
    public void Nested_classes_are_shown_with_a_dollar(string name) => Assert.Equal(name, Scan().Find(PluginKind.Transformation, name)?.ClassName);

    [Fact]
    public void Nested_classes_have_no_alias() => Assert.Null(Scan().Find(PluginKind.Transformation, "Value"));

    [Fact]
    public void A_version_that_is_not_installed_is_named_with_those_that_are() => Assert.Equal(
        "Plugin org.apache.kafka.connect.file.FileStreamSourceConnector not found that matches the version range [9.9.9,9.9.9], available versions: [4.3.1]",
        Assert.Throws<PluginVersionNotFoundException>(() => Scan().Find(PluginKind.Source, "FileStreamSource", VersionRange.Parse("9.9.9"))).Message);

    [Fact]
    public void A_directory_on_the_plugin_path_is_loaded_with_its_own_dependencies()
    {
        var copy = Path.Combine(_directory, "bigquery");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Artifacts, "plugins", "ConnectNet.Connectors.BigQuery")))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var catalog = PluginCatalog.Scan("/nowhere", [_directory], _log);
        var plugin = catalog.Find(PluginKind.Sink, "BigQuerySink");
        Assert.Equal(copy + "/", plugin?.Location);
        Assert.NotSame(Assembly.Load("ConnectNet.Connectors.BigQuery"), plugin?.Type.Assembly);
    }

    [Fact]
    public void Java_plugins_are_skipped_with_one_warning_that_names_them()
    {
        var java = Path.Combine(_directory, "debezium");
        Directory.CreateDirectory(java);
        File.WriteAllText(Path.Combine(java, "a.jar"), "");
        File.WriteAllText(Path.Combine(java, "b.jar"), "");
        PluginCatalog.Scan("/nowhere", [_directory], _log);
        Assert.Contains(java, Assert.Single(_log.Lines, line => line.StartsWith("Warning ", StringComparison.Ordinal)));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private PluginCatalog Scan() => PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], _log);
}
