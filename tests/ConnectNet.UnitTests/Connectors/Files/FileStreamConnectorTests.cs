using ConnectNet.Connectors.Files;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Offset = System.Collections.Generic.KeyValuePair<
    System.Collections.Generic.IReadOnlyDictionary<string, object?>?,
    System.Collections.Generic.IReadOnlyDictionary<string, object?>?>;

namespace ConnectNet.UnitTests.Connectors.Files;

public sealed class FileStreamConnectorTests
{
    private static readonly Dictionary<string, string?> WithFile = new() { ["file"] = "/data/in.txt", ["topic"] = "t" };
    private static readonly Dictionary<string, string?> OnStandardInput = new() { ["topic"] = "t" };
    private readonly FileStreamSourceConnector _source = new();

    [Fact]
    public void The_classes_have_the_names_that_operators_know()
    {
        Assert.Equal("org.apache.kafka.connect.file.FileStreamSourceConnector", ConnectNames.Of(typeof(FileStreamSourceConnector)));
        Assert.Equal("org.apache.kafka.connect.file.FileStreamSourceTask", ConnectNames.Of(_source.TaskClass));
        Assert.Equal("org.apache.kafka.connect.file.FileStreamSinkConnector", ConnectNames.Of(typeof(FileStreamSinkConnector)));
        Assert.Equal("org.apache.kafka.connect.file.FileStreamSinkTask", ConnectNames.Of(new FileStreamSinkConnector().TaskClass));
        Assert.Equal("4.3.1", _source.Version);
    }

    [Theory]
    [InlineData(null, new[] { "Missing required configuration \"topic\" which has no default value." })]
    [InlineData("", new[] { "Invalid value  for configuration topic: String must be non-empty" })]
    [InlineData("t", new string[0])]
    public void A_topic_is_required(string? topic, string[] errors)
    {
        var config = topic is null ? [] : new Dictionary<string, string?> { ["topic"] = topic };
        Assert.Equal(errors, _source.Config.Validate(config).Single(value => value.Name == "topic").Errors);
    }

    [Fact]
    public void Exactly_once_is_for_files()
    {
        Assert.Equal(ExactlyOnceSupport.Supported, _source.ExactlyOnceSupport(WithFile));
        Assert.Equal(ExactlyOnceSupport.Unsupported, _source.ExactlyOnceSupport(OnStandardInput));
        Assert.Equal(ConnectorTransactionBoundaries.Unsupported, _source.CanDefineTransactionBoundaries(WithFile));
    }

    [Fact]
    public async Task Good_offsets_and_forgotten_ones_may_be_set()
    {
        Assert.True(await _source.AlterOffsetsAsync(WithFile, [Entry("""{"filename":"/other"}""", 7L), new Offset(null, null)], default));
        Assert.True(await new FileStreamSinkConnector().AlterOffsetsAsync(WithFile, new Dictionary<TopicPartition, long?>(), default));
    }

    [Theory]
    [InlineData("filename", null, "Offset objects should either be null or contain the key 'position'")]
    [InlineData("filename", "7", "The value for the 'position' key in the offset is expected to be a Long value")]
    [InlineData("filename", -1L, "The value for the 'position' key in the offset should be a non-negative value")]
    [InlineData(null, 1L, "Partition objects cannot be null")]
    [InlineData("name", 1L, "Partition objects should contain the key 'filename'")]
    public async Task Wrong_offsets_are_refused(string? partitionKey, object? position, string message)
    {
        var partition = partitionKey is null ? null : new Dictionary<string, object?> { [partitionKey] = "/data/in.txt" };
        var offset = position is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["position"] = position };

        var error = await Assert.ThrowsAsync<ConnectException>(async () => await _source.AlterOffsetsAsync(WithFile, [new Offset(partition, offset)], default));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Offsets_of_standard_input_cannot_be_set()
    {
        var error = await Assert.ThrowsAsync<ConnectException>(async () => await _source.AlterOffsetsAsync(OnStandardInput, [], default));
        Assert.Equal(
            "Offsets cannot be modified if the 'file' configuration is unspecified. This is because stdin is used for input and offsets are not tracked.",
            error.Message);
    }

    [Fact]
    public async Task The_sink_makes_as_many_tasks_as_allowed()
    {
        var sink = new FileStreamSinkConnector();
        await sink.StartAsync(WithFile, default);
        Assert.Equal(3, (await sink.TaskConfigsAsync(3, default)).Count);
    }

    private static Offset Entry(string file, long position) =>
        new(new Dictionary<string, object?> { ["filename"] = file }, new Dictionary<string, object?> { ["position"] = position });
}
