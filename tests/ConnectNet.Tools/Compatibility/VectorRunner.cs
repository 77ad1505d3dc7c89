using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.Runtime.Converters;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// Gives our answer to a vector, in the form in which Kafka's own classes gave theirs. The classes are those of the plug-ins beside the worker.
/// </summary>
internal static class VectorRunner
{
    private const string Entities = "org.apache.kafka.connect.runtime.rest.entities.";

    private static readonly PluginCatalog Plugins =
        PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], NullLogger.Instance);

    private static JsonNode? Answer(JsonNode vector) => (string)vector["kind"]! switch
    {
        "write" => Write(vector),
        "read" => Read(vector),
        "parse" => Typed(Values.ParseString((string?)vector["text"])),
        "text" => Values.ConvertToString(VectorNotation.ReadValue(vector["value"], null)),
        "convert" => Convert(vector),
        "project" => Project(vector),
        "transform" => Transform(vector),
        "predicate" => Predicate(vector),
        "bind" => Bind(vector),
        var kind => throw new ArgumentException(kind),
    };

    /// <summary>Whether an answer is Kafka's. Of an exception of Java's own library ours has the class, not the
    /// text; where Java trips over a null or over a config ours may say better what is wrong.</summary>
    /// <param name="vector">The vector, with Kafka's answer.</param>
    /// <param name="ours">Our result.</param>
    /// <param name="error">Class and message of our exception; null without one.</param>
    public static bool IsSame(JsonNode vector, JsonNode? ours, string? error)
    {
        if (vector["error"] is not { } expected)
        {
            return error is null && JsonNode.DeepEquals(vector["result"], ours);
        }

        var text = (string)expected!;
        var message = text.IndexOf(':', StringComparison.Ordinal);
        return error is not null && (text.StartsWith("org.apache.kafka.", StringComparison.Ordinal) ? error == text
            : (string)vector["kind"]! == "bind" ? error.EndsWith(text[message..], StringComparison.Ordinal)
            : text.StartsWith("java.lang.NullPointerException:", StringComparison.Ordinal)
                || error.StartsWith("org.apache.kafka.common.config.ConfigException: ", StringComparison.Ordinal)
                || error.StartsWith(text[..(message + 1)], StringComparison.Ordinal));
    }

    /// <summary>Our answer to a vector: a result, or class and message of an exception.</summary>
    public static (JsonNode? Result, string? Error) TryAnswer(JsonNode vector)
    {
        try
        {
            return (Answer(vector), null);
        }
        catch (Exception e)
        {
            return (null, ConnectNames.Of(e.GetType()) + ": " + (e.Message.Length == 0 ? "null" : e.Message));
        }
    }

    /// <summary>The vectors with Kafka's answers.</summary>
    public static JsonArray Golden() => JsonNode.Parse(File.ReadAllText(DataFile("golden.json")))!.AsArray();

    /// <summary>A file of the folder that holds the vectors and the program that asks Kafka's classes.</summary>
    public static string DataFile(string name) =>
        Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", name);

    private static T Create<T>(string name)
        where T : class => PluginCatalog.Create<T>(Plugins.Named(name)[0].Type);

    private static OrderedDictionary<string, string?> Config(JsonNode vector) =>
        new(vector["config"]?.AsObject().Select(e => KeyValuePair.Create(e.Key, (string?)e.Value)) ?? []);

    private static IConverter Converter(JsonNode vector)
    {
        var converter = Create<IConverter>((string?)vector["class"] ?? ConnectNames.Of(typeof(JsonConverter)));
        converter.Configure(Config(vector), isKey: false);
        return converter;
    }

    private static JsonNode? Write(JsonNode vector)
    {
        var schema = VectorNotation.ReadSchema(vector["schema"]);
        using var converter = Converter(vector);
        var bytes = converter.FromConnect("t", [], schema, VectorNotation.ReadValue(vector["value"], schema));
        return bytes is null ? null : vector["class"] is null ? Encoding.UTF8.GetString(bytes) : System.Convert.ToBase64String(bytes);
    }

    private static JsonObject Read(JsonNode vector)
    {
        var bytes = vector["base64"] is { } base64 ? System.Convert.FromBase64String((string)base64!)
            : vector["text"] is { } text ? Encoding.UTF8.GetBytes((string)text!) : null;
        using var converter = Converter(vector);
        return Typed(converter.ToConnect("t", [], bytes));
    }

    private static JsonObject Typed(SchemaAndValue typed) => new()
    {
        ["schema"] = VectorNotation.WriteSchema(typed.Schema),
        ["value"] = VectorNotation.WriteValue(typed.Value),
    };

    private static JsonNode? Convert(JsonNode vector)
    {
        var from = VectorNotation.ReadSchema(vector["schema"]);
        var value = VectorNotation.ReadValue(vector["value"], from);
        return (string)vector["to"]! switch
        {
            "boolean" => VectorNotation.WriteValue(Values.ConvertToBoolean(from, value)),
            "int8" => VectorNotation.WriteValue(Values.ConvertToInt8(from, value)),
            "int16" => VectorNotation.WriteValue(Values.ConvertToInt16(from, value)),
            "int32" => VectorNotation.WriteValue(Values.ConvertToInt32(from, value)),
            "int64" => VectorNotation.WriteValue(Values.ConvertToInt64(from, value)),
            "float" => VectorNotation.WriteValue(Values.ConvertToFloat32(from, value)),
            "double" => VectorNotation.WriteValue(Values.ConvertToFloat64(from, value)),
            "string" => VectorNotation.WriteValue(Values.ConvertToString(value)),
            "list" => VectorNotation.WriteValue(Values.ConvertToList(value)),
            "map" => VectorNotation.WriteValue(Values.ConvertToMap(value)),
            "struct" => VectorNotation.WriteValue(Values.ConvertToStruct(value)),
            "date" => VectorNotation.WriteValue(Values.ConvertToDate(from, value)),
            "time" => VectorNotation.WriteValue(Values.ConvertToTime(from, value)),
            "timestamp" => VectorNotation.WriteValue(Values.ConvertToTimestamp(from, value)),
            "decimal" => VectorNotation.WriteValue(Values.ConvertToDecimal(value, (int)vector["scale"]!)),
            _ => VectorNotation.WriteSchema(Values.InferSchema(value)),
        };
    }

    private static JsonNode? Project(JsonNode vector)
    {
        var source = VectorNotation.ReadSchema(vector["source"])!;
        var target = VectorNotation.ReadSchema(vector["target"])!;
        return VectorNotation.WriteValue(SchemaProjector.Project(source, VectorNotation.ReadValue(vector["value"], source), target));
    }

    private static JsonNode? Transform(JsonNode vector)
    {
        using var transformation = Create<ITransformation>("org.apache.kafka.connect.transforms." + (string)vector["class"]!);
        transformation.Configure(Config(vector));
        return VectorNotation.WriteRecord(transformation.Apply(VectorNotation.ReadRecord(vector["record"]!)));
    }

    private static JsonNode Predicate(JsonNode vector)
    {
        using var predicate = Create<IPredicate>("org.apache.kafka.connect.transforms.predicates." + (string)vector["class"]!);
        predicate.Configure(Config(vector));
        return predicate.Test(VectorNotation.ReadRecord(vector["record"]!));
    }

    private static JsonNode? Bind(JsonNode vector)
    {
        var body = System.Convert.FromBase64String((string)vector["base64"]!);
        return (string)vector["to"]! switch
        {
            "map" => Text(JacksonBinder.BindStringMap(body)),
            "create" => BindCreate(body),
            _ => BindOffsets(body),
        };
    }

    private static string? BindCreate(byte[] body)
    {
        string? name = null;
        string? state = null;
        OrderedDictionary<string, string?>? config = null;
        var bound = JacksonBinder.Bind(body, Entities + "CreateConnectorRequest", b =>
        {
            b.ReadBean(Entities + "CreateConnectorRequest", ["config", "name", "initial_state"], member =>
            {
                switch (member)
                {
                    case "name":
                        name = b.ReadString();
                        break;
                    case "config":
                        config = b.ReadStringMap();
                        break;
                    default:
                        state = b.ReadEnum(Entities + "CreateConnectorRequest$InitialState", ["RUNNING", "PAUSED", "STOPPED"]);
                        break;
                }
            });
            return b;
        });
        return bound is null ? null : $"{name ?? "null"}|{Text(config) ?? "null"}|{state ?? "null"}";
    }

    private static string? BindOffsets(byte[] body)
    {
        List<string?>? offsets = null;
        JacksonBinder.Bind(body, Entities + "ConnectorOffsets", b =>
        {
            b.ReadBean(Entities + "ConnectorOffsets", ["offsets"], _ => offsets = b.ReadList(Entities + "ConnectorOffset", () =>
            {
                ConnectMap? partition = null;
                ConnectMap? offset = null;
                b.ReadBean(Entities + "ConnectorOffset", ["partition", "offset"], member =>
                {
                    if (member == "partition")
                    {
                        partition = b.ReadObjectMap();
                    }
                    else
                    {
                        offset = b.ReadObjectMap();
                    }
                });
                return Values.JavaText(partition) + "=" + Values.JavaText(offset);
            }));
            return b;
        });
        return offsets is null ? null : "{" + string.Join(", ", offsets) + "}";
    }

    private static string? Text(IReadOnlyDictionary<string, string?>? map) =>
        map is null ? null : "{" + string.Join(", ", map.Select(e => e.Key + "=" + (e.Value ?? "null"))) + "}";
}
