using BenchmarkDotNet.Attributes;
using ConnectNet.Runtime.Converters;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Benchmarks.Micro;

/// <summary>Bytes to values and back, and the text that the file sink writes.</summary>
public class ConverterBenchmarks : IDisposable
{
    private readonly JsonConverter _json = Samples.Converter(schemas: true);
    private readonly JsonConverter _plain = Samples.Converter(schemas: false);
    private readonly StringConverter _string = new();
    private readonly byte[] _line = "000004711 campaign 803 spent 4711.11 EUR on 8 November"u8.ToArray();
    private readonly object _row = Samples.Row.Value!;
    private readonly object _map = Samples.PlainRow.Value!;
    private readonly string _text = "000004711 campaign 803 spent 4711.11 EUR on 8 November";

    [GlobalSetup]
    public void Configure() => _string.Configure(new Dictionary<string, string?>(), isKey: false);

    [GlobalCleanup]
    public void Dispose()
    {
        _string.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public object? JsonWithSchemaRead() => _json.ToConnect("topic", [], Samples.Document).Value;

    [Benchmark]
    public byte[]? JsonWithSchemaWrite() => _json.FromConnect("topic", [], Samples.Row.Schema, Samples.Row.Value);

    [Benchmark]
    public object? JsonRead() => _plain.ToConnect("topic", [], Samples.PlainDocument).Value;

    [Benchmark]
    public byte[]? JsonWrite() => _plain.FromConnect("topic", [], null, Samples.PlainRow.Value);

    [Benchmark]
    public object? StringRead() => _string.ToConnect("topic", [], _line).Value;

    [Benchmark]
    public byte[]? StringWrite() => _string.FromConnect("topic", [], Schema.String, _text);

    [Benchmark]
    public string StructText() => Values.JavaText(_row);

    [Benchmark]
    public string MapText() => Values.JavaText(_map);
}
