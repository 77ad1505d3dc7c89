using System.Text;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Testing;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.UnitTests.Sdk.Testing;

public sealed class ConversionHarnessTests
{
    [Fact]
    public void A_transformation_is_configured_and_applied()
    {
        using var transform = new TransformHarness<Suffix>(new Dictionary<string, string?> { ["suffix"] = "!" });

        Assert.Equal("a!", transform.Apply("a", Schema.String)!.Value);
        Assert.Null(transform.Apply(null, null));
    }

    [Fact]
    public void A_transformation_with_a_wrong_config_is_refused() => Assert.Throws<ConfigException>(() => new TransformHarness<Suffix>());

    [Fact]
    public void A_transformation_that_makes_another_kind_of_record_is_told()
    {
        using var transform = new TransformHarness<Suffix>(new Dictionary<string, string?> { ["suffix"] = "!" });
        var record = new SinkRecord { Topic = "t", OriginalTopic = "t", OriginalPartition = 0, Offset = 0, Value = "other kind" };

        Assert.Throws<InvalidOperationException>(() => transform.Apply(record));
    }

    [Fact]
    public void A_converter_is_told_its_type_and_finds_the_headers_that_it_has_added()
    {
        using var converter = new ConverterHarness<TypedText>(isKey: true);

        Assert.Equal("key a", converter.RoundTrip("a").Value);
        Assert.Equal("a"u8.ToArray(), converter.Write("a"));
        Assert.Throws<DataException>(() => converter.Read("a"u8.ToArray()));
    }

    private sealed class Suffix : ITransformation
    {
        private string? _suffix;

        public ConfigDef Config { get; } = new ConfigDef().Define("suffix", ConfigType.String, Importance.High, "Suffix");

        public void Configure(IReadOnlyDictionary<string, string?> config) => _suffix = config["suffix"];

        public ConnectRecord? Apply(ConnectRecord record) => record.Value switch
        {
            null => null,
            "other kind" => new SourceRecord { Topic = record.Topic },
            _ => record with { Value = record.Value + _suffix },
        };

        public void Dispose()
        {
        }
    }

    private sealed class TypedText : IConverter
    {
        private string? _type;

        public ConfigDef Config { get; } = new ConfigDef().Define("converter.type", ConfigType.String, Importance.Low, "Type");

        public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey) => _type = config["converter.type"];

        public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value)
        {
            headers.Add("type", Encoding.UTF8.GetBytes(_type!));
            return Encoding.UTF8.GetBytes((string)value!);
        }

        public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => headers.Count == 0
            ? throw new DataException("no header")
            : new SchemaAndValue(Schema.String, Encoding.UTF8.GetString(headers[0].Value!) + " " + Encoding.UTF8.GetString(value!));

        public void Dispose()
        {
        }
    }
}
