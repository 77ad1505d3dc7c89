using BenchmarkDotNet.Attributes;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;
using ConnectNet.Transforms;

namespace ConnectNet.Benchmarks.Micro;

/// <summary>Each transformation on a campaign row with schema.</summary>
public class TransformBenchmarks
{
    private static readonly (string Name, Func<ITransformation> Make, string[] Settings)[] Known =
    [
        ("Cast", static () => new Cast.Value(), ["spec", "impressions:string,clicks:int32"]),
        ("DropHeaders", static () => new DropHeaders(), ["headers", "trace"]),
        ("ExtractField", static () => new ExtractField.Value(), ["field", "spend"]),
        ("Filter", static () => new Filter(), []),
        ("Flatten", static () => new Flatten.Value(), []),
        ("HeaderFrom", static () => new HeaderFrom.Value(), ["fields", "country", "headers", "country", "operation", "copy"]),
        ("HoistField", static () => new HoistField.Value(), ["field", "row"]),
        ("InsertField", static () => new InsertField.Value(), ["static.field", "source", "static.value", "bench", "timestamp.field", "at"]),
        ("InsertHeader", static () => new InsertHeader(), ["header", "source", "value.literal", "bench"]),
        ("MaskField", static () => new MaskField.Value(), ["fields", "account_id"]),
        ("RegexRouter", static () => new RegexRouter(), ["regex", "(.*)", "replacement", "$1-new"]),
        ("ReplaceField", static () => new ReplaceField.Value(), ["exclude", "device", "renames", "country:country_code"]),
        ("SetSchemaMetadata", static () => new SetSchemaMetadata.Value(), ["schema.name", "Row"]),
        ("TimestampConverter", static () => new TimestampConverter.Value(), ["field", "date", "format", "yyyy-MM-dd", "target.type", "Date"]),
        ("TimestampRouter", static () => new TimestampRouter(), ["topic.format", "${topic}-${timestamp}"]),
        ("ValueToKey", static () => new ValueToKey(), ["fields", "account_id,campaign_id"]),
    ];

    private ITransformation _transformation = null!;

    [ParamsSource(nameof(Names))]
    public string Transformation { get; set; } = "";

    public static IEnumerable<string> Names => Known.Select(known => known.Name);

    [GlobalSetup]
    public void Configure()
    {
        var (_, make, settings) = Known.Single(known => known.Name == Transformation);
        _transformation = make();
        _transformation.Configure(settings.Chunk(2).ToDictionary(pair => pair[0], string? (pair) => pair[1]));
    }

    [Benchmark]
    public ConnectRecord? Apply() => _transformation.Apply(Samples.Record);
}
