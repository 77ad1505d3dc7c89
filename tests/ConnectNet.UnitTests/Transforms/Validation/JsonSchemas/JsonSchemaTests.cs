using System.Text;
using ConnectNet.Runtime.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Transforms.Validation;
using ConnectNet.Transforms.Validation.JsonSchemas;

namespace ConnectNet.UnitTests.Transforms.Validation.JsonSchemas;

public sealed class JsonSchemaTests
{
    private const string Draft7 = "\"$schema\":\"http://json-schema.org/draft-07/schema#\",";
    private static readonly SchemaOptions Plain = new(AssertsFormats: false, TimesAreText: false, NullsAreAbsent: false);

    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", null)]
    [InlineData("""{"type":"integer"}""", "1.5", "the value is 1.5, not of type integer (#/type)")]
    [InlineData("""{"type":["string","null"]}""", "1", "the value is 1, not of type string or null (#/type)")]
    [InlineData("""{"enum":[1,"a",null]}""", "1.0", null)]
    [InlineData("""{"enum":[1,"a",null]}""", "\"b\"", "the value is 'b', not one of 1, \"a\", null (#/enum)")]
    [InlineData("""{"const":{"a":[1,{}]}}""", """{"a":[1.0,{}]}""", null)]
    [InlineData("""{"const":false}""", "0", "the value is 0, not false (#/const)")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", null)]
    [InlineData("""{"multipleOf":0.01}""", "0.075", "the value is 0.075, not a multiple of 0.01 (#/multipleOf)")]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123", null)]
    [InlineData("""{"minimum":0.1}""", "0.1", null)]
    [InlineData("""{"minimum":0.5}""", "0", "the value is 0, less than the minimum 0.5 (#/minimum)")]
    [InlineData("""{"minimum":-1.5}""", "-2", "the value is -2, less than the minimum -1.5 (#/minimum)")]
    [InlineData("""{"exclusiveMinimum":1}""", "1", "the value is 1, not more than 1 (#/exclusiveMinimum)")]
    [InlineData("""{"maximum":1e400}""", "9007199254740993", null)]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740993", "the value is 9007199254740993, more than the maximum 9007199254740992 (#/maximum)")]
    [InlineData("""{"exclusiveMaximum":1}""", "1", "the value is 1, not less than 1 (#/exclusiveMaximum)")]
    [InlineData("""{"maxLength":1}""", "\"\\ud83d\\udc32\"", null)]
    [InlineData("""{"minLength":3}""", "\"ab\"", "the value is 'ab' of length 2, shorter than 3 (#/minLength)")]
    [InlineData("""{"pattern":"b$"}""", "\"ab\"", null)]
    [InlineData("""{"pattern":"^\\d$"}""", "\"5\\n\"", "the value is '5 ', which does not match ^\\d$ (#/pattern)")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "the value has 2 elements, more than 1 (#/maxItems)")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", "the value is a list of 3, in which not all elements differ (#/uniqueItems)")]
    [InlineData("""{"uniqueItems":true}""", "[0,false,\"\",[],{}]", null)]
    [InlineData("""{"minProperties":1}""", "{}", "the value has 0 members, less than 1 (#/minProperties)")]
    [InlineData("""{"required":["a","b"]}""", """{"a":null}""", "the value has no member 'b' (#/required)")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "the value has the member 'a', but not 'b' (#/dependentRequired)")]
    [InlineData("""{"dependentSchemas":{"a":{"maxProperties":1}}}""", """{"a":1,"b":2}""", "the value has 2 members, more than 1 (#/dependentSchemas/a/maxProperties)")]
    public void A_condition_is_checked(string schema, string value, string? problem) => Assert.Equal(problem, Problem(schema, value));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", "/a is 1, not of type string (#/properties/a/type)")]
    [InlineData("""{"patternProperties":{"^x":false}}""", """{"y":1,"xy":1}""", "/xy is 1, where nothing is allowed (#/patternProperties/^x)")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":{"type":"null"}}""", """{"a":1,"b~/":2}""", "/b~0~1 is 2, not of type null (#/additionalProperties/type)")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "/ab is 'ab' of length 2, longer than 1 (#/propertyNames/maxLength)")]
    [InlineData("""{"items":{"minimum":0}}""", "[1,-1,-2]", "/1 is -1, less than the minimum 0 (#/items/minimum), /2 is -2, less than the minimum 0 (#/items/minimum)")]
    [InlineData("""{"prefixItems":[{"const":1}],"items":false}""", "[1,2]", "/1 is 2, where nothing is allowed (#/items)")]
    [InlineData("{" + Draft7 + """ "items":[{"const":1}],"additionalItems":{"const":2}}""", "[1,2,3]", "/2 is 3, not 2 (#/additionalItems/const)")]
    [InlineData("{" + Draft7 + """ "dependencies":{"a":["b"],"c":{"required":["d"]}}}""", """{"c":1}""", "the value has no member 'd' (#/dependencies/c/required)")]
    [InlineData("""{"contains":{"const":1},"maxContains":1}""", "[1,1]", "the value has 2 elements of the kind wanted, more than 1 (#/contains)")]
    [InlineData("""{"contains":{"const":1},"minContains":0}""", "[]", null)]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", "the value is 3, more than the maximum 2 (#/allOf/1/maximum)")]
    [InlineData("""{"anyOf":[{"type":"null"},{"minimum":5}]}""", "3", "the value is 3, which fits none of the 2 schemas (#/anyOf)")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", "the value is 3, which fits 2 of the 2 schemas, not exactly one (#/oneOf)")]
    [InlineData("""{"not":{"minimum":1}}""", "3", "the value is 3, which fits the schema that it must not fit (#/not)")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":1}}""", "0", "the value is 0, less than the minimum 1 (#/else/minimum)")]
    [InlineData("""{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""", "/b is 2, where nothing is allowed (#/unevaluatedProperties)")]
    [InlineData("""{"anyOf":[{"required":["x"],"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""", "/a is 1, where nothing is allowed (#/unevaluatedProperties)")]
    [InlineData("""{"prefixItems":[true],"contains":{"const":7},"unevaluatedItems":false}""", "[1,7,3]", "/2 is 3, where nothing is allowed (#/unevaluatedItems)")]
    public void A_part_is_checked(string schema, string value, string? problem) => Assert.Equal(problem, Problem(schema, value));

    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"minimum":1}}}""", "0", "the value is 0, less than the minimum 1 (#/$defs/a/minimum)")]
    [InlineData("""{"$ref":"#money","$defs":{"a":{"$anchor":"money","minimum":1}}}""", "0", "the value is 0, less than the minimum 1 (#/$defs/a/minimum)")]
    [InlineData("""{"$id":"https://x/y.json","$ref":"z.json","$defs":{"a":{"$id":"z.json","$ref":"#/$defs/b","$defs":{"b":{"minimum":1}}}}}""", "0", "the value is 0, less than the minimum 1 (#/$defs/a/$defs/b/minimum)")]
    [InlineData("{" + Draft7 + """ "$ref":"#money","minimum":5,"definitions":{"a":{"$id":"#money","maximum":1}}}""", "0", null)]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{"x":1}}}""", "/next/next/x is 1, where nothing is allowed (#/additionalProperties)")]
    [InlineData("""{"$id":"https://x/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}}}}""", """{"kids":[{"kinds":1}]}""", "/kids/0/kinds is 1, where nothing is allowed (#/unevaluatedProperties)")]
    [InlineData("""{"$ref":"#"}""", "1", "the value is nested too deep to be checked (#)")]
    public void A_reference_is_followed(string schema, string value, string? problem) => Assert.Equal(problem, Problem(schema, value));

    [Theory]
    [InlineData("{", "this is no JSON: ")]
    [InlineData("[]", "# is neither an object nor true or false, so it is no schema")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "#/$schema is http://json-schema.org/draft-04/schema; known are")]
    [InlineData("""{"$ref":"https://elsewhere/x.json"}""", "the reference https://elsewhere/x.json leads out of the document; put the schema under $defs, with this $id")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "the reference to #/$defs/x leads to nothing")]
    [InlineData("""{"$ref":"#x"}""", "the reference #x leads to nothing; there is no such anchor")]
    [InlineData("""{"properties":{"a":{"type":"int"}}}""", "#/properties/a/type is int; types are null, boolean, integer, number, string, array and object")]
    [InlineData("""{"minimum":"1"}""", "#/minimum must be a number")]
    [InlineData("""{"maxLength":-1}""", "#/maxLength must be a number that is whole and not negative")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf must be greater than 0")]
    [InlineData("""{"pattern":"("}""", "#/pattern has the regular expression (, which cannot be used: ")]
    [InlineData("""{"allOf":[]}""", "#/allOf must be a list of schemas")]
    [InlineData("""{"items":[{}]}""", "#/items must be a schema; a list of schemas belongs under prefixItems")]
    public void A_schema_that_cannot_be_compiled_says_where(string schema, string message)
    {
        var e = Assert.Throws<FormatException>(() => new JsonSchema(schema, Plain));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date-time", "2024-02-29T23:59:60Z", "2024-02-30T00:00:00Z")]
    [InlineData("date", "2024-02-29", "2023-02-29")]
    [InlineData("time", "08:30:06.283185+00:20", "08:30:06")]
    [InlineData("duration", "P4DT12H30M5S", "PT1D")]
    [InlineData("email", "joe.bloggs@example.com", "2962")]
    [InlineData("idn-email", "\u5b9f\u4f8b@\u5b9f\u4f8b.\u30c6\u30b9\u30c8", "a@")]
    [InlineData("hostname", "www.example.com", "-a-host-name-that-starts-with--")]
    [InlineData("idn-hostname", "\uc2e4\ub840.\ud14c\uc2a4\ud2b8", "-\u5b9f")]
    [InlineData("ipv4", "192.168.0.1", "127.0.0.0.1")]
    [InlineData("ipv6", "::ffff:192.168.0.1", "12345::")]
    [InlineData("uri", "http://foo.bar/?baz=qux#quux", "/abc")]
    [InlineData("uri-reference", "/abc?x=%20", "\\\\WINDOWS\\fileshare")]
    [InlineData("iri", "http://\u0192\u00f8\u00f8.\u00df\u00e5r/?q=1", "/abc")]
    [InlineData("iri-reference", "//\u0192\u00f8\u00f8.bar", "\\\\x")]
    [InlineData("uri-template", "http://example.com/dictionary/{term:1}/{term}", "http://example.com/{term")]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380")]
    [InlineData("json-pointer", "/foo/bar~0/baz~1", "/foo/bar~")]
    [InlineData("relative-json-pointer", "1/foo", "01/a")]
    [InlineData("regex", "([abc])+\\s+$", "^(abc]")]
    [InlineData("no-such-format", "x", null)]
    public void Formats_are_conditions_where_that_is_asked_for(string format, string good, string? bad)
    {
        var schema = $$"""{"format":"{{format}}"}""";
        var asserting = new JsonSchema(schema, Plain with { AssertsFormats = true });

        Assert.Null(asserting.Problem(new Found(good, Schema.String, true)));
        Assert.Equal(bad is null ? null : $"the value is '{bad}', not of format {format} (#/format)", asserting.Problem(new Found(bad ?? "", Schema.String, true)));
        Assert.Null(new JsonSchema(schema, Plain).Problem(new Found(bad, Schema.String, true)));
    }

    [Fact]
    public void Logical_types_are_what_a_json_converter_writes_or_texts()
    {
        var day = SchemaBuilder.Struct().Field("d", LogicalTypes.Date).Field("t", LogicalTypes.Time).Field("ts", LogicalTypes.Timestamp)
            .Field("m", LogicalTypes.DecimalBuilder(2).Build()).Field("b", Schema.Bytes).Build();
        var value = new Struct(day).Put("d", EpochMillis.From(new DateOnly(2024, 5, 6))).Put("t", new EpochMillis(1000)).Put("ts", new EpochMillis(1500))
            .Put("m", BigDecimal.Parse("1.50")).Put("b", new byte[] { 1, 2 });
        const string Numbers = """{"properties":{"d":{"const":19849},"t":{"const":1000},"ts":{"const":1500},"m":{"const":1.5},"b":{"const":"AQI="}}}""";
        const string Texts = """{"properties":{"d":{"const":"2024-05-06","format":"date"},"t":{"const":"00:00:01.000Z","format":"time"},"ts":{"const":"1970-01-01T00:00:01.500Z","format":"date-time"}}}""";

        Assert.Null(new JsonSchema(Numbers, Plain).Problem(new Found(value, day, true)));
        Assert.Null(new JsonSchema(Texts, Plain with { TimesAreText = true, AssertsFormats = true }).Problem(new Found(value, day, true)));
        Assert.Equal(
            "/d is 19849, not \"2024-05-06\" (#/properties/d/const), /t is 1000, not \"00:00:01.000Z\" (#/properties/t/const), "
                + "/ts is 1500, not \"1970-01-01T00:00:01.500Z\" (#/properties/ts/const)",
            new JsonSchema(Texts, Plain).Problem(new Found(value, day, true)));
    }

    [Fact]
    public void Unset_struct_fields_are_null_or_absent()
    {
        var schema = SchemaBuilder.Struct().Field("a", Schema.OptionalString).Build();
        var found = new Found(new Struct(schema), schema, true);
        const string Text = """{"properties":{"a":{"type":"string"}}}""";

        Assert.Equal("/a is null, not of type string (#/properties/a/type)", new JsonSchema(Text, Plain).Problem(found));
        Assert.Null(new JsonSchema(Text, Plain with { NullsAreAbsent = true }).Problem(found));
        Assert.Null(new JsonSchema("""{"required":["a"]}""", Plain).Problem(found));
        Assert.Equal("the value has no member 'a' (#/required)", new JsonSchema("""{"required":["a"]}""", Plain with { NullsAreAbsent = true }).Problem(found));
    }

    [Fact]
    public void Maps_with_other_keys_than_texts_are_lists_of_pairs() =>
        Assert.Null(new JsonSchema("""{"const":[[1,"x"]]}""", Plain).Problem(new Found(new ConnectMap { [1] = "x" }, null, true)));

    [Fact]
    public void A_huge_exponent_costs_no_memory()
    {
        var huge = new BigDecimal(1, -2_000_000_000);

        Assert.NotNull(new JsonSchema("""{"maximum":1.5}""", Plain).Problem(new Found(huge, null, true)));
        Assert.Null(new JsonSchema("""{"type":"integer","minimum":1,"multipleOf":0.5}""", Plain).Problem(new Found(huge, null, true)));
        Assert.NotNull(new JsonSchema("""{"type":"integer"}""", Plain).Problem(new Found(new BigDecimal(1, 2_000_000_000), null, true)));
        Assert.NotNull(new JsonSchema("""{"multipleOf":0.5}""", Plain).Problem(new Found(new BigDecimal(1, 2_000_000_000), null, true)));
    }

    private static string? Problem(string schema, string json) => new JsonSchema(schema, Plain).Problem(new Found(Value(json), null, true));

    private static object? Value(string json)
    {
        using var converter = new JsonConverter();
        converter.Configure(new Dictionary<string, string?> { ["schemas.enable"] = "false", ["converter.type"] = "value" }, isKey: false);
        return converter.ToConnect("t", [], Encoding.UTF8.GetBytes(json)).Value;
    }
}
