using System.Text;
using ConnectNet.Sdk.Data;
using ConnectNet.Transforms.Validation;
using ConnectNet.Transforms.Validation.JsonSchemas;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;
using JsonConverter = ConnectNet.Runtime.Converters.JsonConverter;
using JsonSchema = ConnectNet.Transforms.Validation.JsonSchemas.JsonSchema;

namespace ConnectNet.UnitTests.Transforms.Validation.JsonSchemas;

/// <summary>
/// Another implementation judges the JSON that JsonConverter writes for a value; ours, which sees the value itself, must judge the same. That
/// one stops at 1,000 validations an hour, so schemas and values are few and each schema asks for many things.
/// </summary>
public sealed class NewtonsoftTests
{
    private static readonly Schema Inner = SchemaBuilder.Struct().Field("currency", Schema.OptionalString).Field("day", LogicalTypes.Date).Build();
    private static readonly Schema Row = SchemaBuilder.Struct()
        .Field("id", Schema.String).Field("spend", LogicalTypes.DecimalBuilder(2).Optional().Build()).Field("clicks", Schema.OptionalInt64)
        .Field("rate", Schema.OptionalFloat32).Field("inner", Inner).Field("tags", SchemaBuilder.Array(Schema.String).Optional().Build())
        .Field("raw", Schema.OptionalBytes).Field("flag", new SchemaBuilder(SchemaType.Boolean).Default(true).Build()).Build();

    private static readonly string[] Schemas =
    [
        "true", "false", """{"type":"object"}""", """{"type":["array","null"]}""", """{"type":"integer"}""", """{"type":["number","string"]}""",
        """{"enum":[1,"x",null,[1,2],{"a":1}]}""", """{"const":1.5}""", """{"multipleOf":0.5}""", """{"minimum":2}""", """{"exclusiveMaximum":1.5}""",
        """{"minLength":1,"maxLength":3}""", """{"pattern":"^[a-z]-\\d"}""", """{"minItems":2,"uniqueItems":true}""", """{"maxProperties":3}""",
        """{"required":["id","spend"]}""", """{"properties":{"spend":{"type":"number","maximum":1.5},"clicks":{"minimum":7}},"required":["id"]}""",
        """{"properties":{"inner":{"properties":{"day":{"type":"integer","minimum":19849},"currency":{"type":"string"}}}}}""",
        """{"properties":{"rate":{"const":0.1}}}""", """{"properties":{"rate":{"maximum":0.1}}}""", """{"properties":{"raw":{"const":"AQI="}}}""",
        """{"properties":{"raw":{"maxLength":4}}}""", """{"properties":{"tags":{"items":{"maxLength":1}}}}""", """{"properties":{"tags":{"contains":{"const":"yy"}}}}""",
        """{"properties":{"flag":{"const":true}}}""", """{"patternProperties":{"^(id|a)$":{"type":"string"}},"additionalProperties":{"type":["number","object","array","null","boolean"]}}""",
        """{"additionalProperties":{"type":"integer"}}""", """{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"dependentRequired":{"a":["b"]}}""",
        """{"dependentSchemas":{"a":{"maxProperties":1}}}""", """{"allOf":[{"type":"object"},{"minProperties":2}]}""", """{"anyOf":[{"type":"null"},{"type":"array"}]}""",
        """{"oneOf":[{"type":"number"},{"minimum":2}]}""", """{"not":{"type":"object"}}""", """{"if":{"type":"object"},"then":{"required":["a"]},"else":{"type":"array"}}""",
        """{"prefixItems":[{"const":1}],"items":{"type":"integer"}}""", """{"contains":{"type":"integer"},"minContains":2}""",
        """{"properties":{"a":true},"unevaluatedProperties":false}""", """{"prefixItems":[true],"unevaluatedItems":{"type":"integer"}}""",
        """{"$ref":"#/$defs/x","$defs":{"x":{"type":["object","array"],"minProperties":2}}}""",
        """{"properties":{"a":{"$ref":"#"}},"type":["object","integer"],"additionalProperties":{"type":"integer"}}""",
    ];

    [Fact]
    public void Every_value_is_judged_as_its_json_is()
    {
        using var converter = new JsonConverter();
        converter.Configure(
            new Dictionary<string, string?> { ["schemas.enable"] = "false", ["decimal.format"] = "NUMERIC", ["converter.type"] = "value" }, isKey: false);
        var values = Values().Select(v => (Found: new Found(v.Value, v.Schema, true), Json: Json(converter, v))).ToArray();
        var accepted = 0;
        var differences = new List<string>();
        foreach (var text in Schemas)
        {
            var theirs = JSchema.Parse(text[0] == '{' ? "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"," + text[1..] : text);
            var ours = new JsonSchema(text, new SchemaOptions(false, false, false));
            foreach (var (found, json) in values)
            {
                var expected = json.IsValid(theirs, out IList<string> reasons);
                accepted += expected ? 1 : 0;
                var problem = ours.Problem(found);
                if (expected != problem is null)
                {
                    differences.Add($"{text} {json.ToString(Formatting.None)}: {problem ?? "fits"} / {string.Join(" ", reasons)}");
                }
            }
        }

        Assert.Empty(differences);
        // Neither side may just say yes or no.
        Assert.InRange(accepted, Schemas.Length * values.Length / 5, Schemas.Length * values.Length * 4 / 5);
    }

    private static JToken Json(JsonConverter converter, SchemaAndValue value)
    {
        var bytes = converter.FromConnect("t", [], value.Schema, value.Value);
        using var reader = new JsonTextReader(new StringReader(bytes is null ? "null" : Encoding.UTF8.GetString(bytes)))
        {
            FloatParseHandling = FloatParseHandling.Decimal, DateParseHandling = DateParseHandling.None,
        };
        return JToken.ReadFrom(reader);
    }

    private static IEnumerable<SchemaAndValue> Values()
    {
        var row = new Struct(Row).Put("id", "a-1").Put("inner", new Struct(Inner).Put("day", EpochMillis.From(new DateOnly(2024, 5, 6))));
        yield return new SchemaAndValue(Row, row);
        yield return new SchemaAndValue(Row, new Struct(Row).Put("id", "A").Put("spend", BigDecimal.Parse("1.50")).Put("clicks", 7L).Put("rate", 0.1f)
            .Put("inner", new Struct(Inner).Put("day", new EpochMillis(0)).Put("currency", "EUR")).Put("tags", new List<object?> { "x", "yy" })
            .Put("raw", new byte[] { 1, 2 }).Put("flag", false));
        yield return new SchemaAndValue(SchemaBuilder.Map(Schema.String, Schema.Int32).Build(), new ConnectMap { ["a"] = 1, ["b"] = 2 });
        yield return new SchemaAndValue(SchemaBuilder.Map(Schema.Int32, Schema.String).Build(), new ConnectMap { [1] = "a", [2] = "b" });
        foreach (var value in new object?[]
        {
            null, true, 1L, (short)2, 1.5, 2.0f, double.NaN, "x", "a-1", "", new byte[] { 1 }, new List<object?> { 1L, 2.0 }, new List<object?>(), new ConnectMap(),
            new ConnectMap { ["a"] = 1L }, new ConnectMap { ["a"] = new ConnectMap { ["a"] = 2L }, ["B"] = 3L }, new ConnectMap { ["id"] = "i", ["spend"] = 2.5 },
        })
        {
            yield return new SchemaAndValue(null, value);
        }

        yield return new SchemaAndValue(LogicalTypes.DecimalBuilder(1).Build(), BigDecimal.Parse("1.5"));
        yield return new SchemaAndValue(LogicalTypes.Timestamp, new EpochMillis(2));
    }
}
