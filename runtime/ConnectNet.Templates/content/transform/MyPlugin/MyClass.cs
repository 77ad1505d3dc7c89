using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace MyPlugin;

/// <summary>Puts a prefix before the text of each record, and drops records without a value.</summary>
public sealed class MyClass : ITransformation
{
    private static readonly ConfigDef Definition = new ConfigDef()
        .Define("prefix", ConfigType.String, Importance.High, "What to put before the text");

    private string _prefix = "";

    public ConfigDef Config => Definition;

    public void Configure(IReadOnlyDictionary<string, string?> config) => _prefix = Definition.Parse(config).RequiredText("prefix");

    public ConnectRecord? Apply(ConnectRecord record) => record.Value switch
    {
        null => null,
        string text => record with { Value = _prefix + text },
        _ => throw new DataException("MyClass takes texts only."),
    };

    public void Dispose()
    {
    }
}
