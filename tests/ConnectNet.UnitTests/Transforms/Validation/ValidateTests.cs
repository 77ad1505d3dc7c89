using System.Diagnostics.Metrics;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Transforms.Validation;

namespace ConnectNet.UnitTests.Transforms.Validation;

public sealed class ValidateTests
{
    private static readonly Schema Inner = SchemaBuilder.Struct().Field("currency", Schema.OptionalString).Field("day", LogicalTypes.Date).Build();
    private static readonly Schema Row = SchemaBuilder.Struct()
        .Field("id", Schema.String)
        .Field("spend", LogicalTypes.DecimalBuilder(2).Optional().Build())
        .Field("clicks", Schema.OptionalInt64)
        .Field("impressions", Schema.OptionalInt32)
        .Field("rate", Schema.OptionalFloat64)
        .Field("inner", Inner)
        .Field("tags", SchemaBuilder.Array(Schema.String).Optional().Build())
        .Build();

    [Theory]
    [InlineData("spend", "min=0", "-0.01", "field spend is -0.01, less than the minimum 0")]
    [InlineData("spend", "min=0", "0.00", null)]
    [InlineData("spend", "exclusive.min=0", "0.00", "field spend is 0.00, not more than 0")]
    [InlineData("spend", "max=10.5", "10.51", "field spend is 10.51, more than the maximum 10.5")]
    [InlineData("spend", "max=10.555", "10.56", "field spend is 10.56, more than the maximum 10.555")]
    [InlineData("spend", "exclusive.max=10.5", "10.50", "field spend is 10.50, not less than 10.5")]
    [InlineData("spend", "min=1", null, null)]
    [InlineData("spend", "required=true", null, "field spend is null")]
    [InlineData("spend", "type=decimal", "1.00", null)]
    [InlineData("spend", "type=string", "1.00", "field spend is 1.00, not of type string")]
    [InlineData("spend", "allowed=1,2.5", "2.50", null)]
    [InlineData("spend", "allowed=1,2.5", "2.51", "field spend is 2.51, not one of 1, 2.5")]
    [InlineData("spend", "pattern=.*", "2.51", "field spend is 2.51, not a text")]
    [InlineData("spend", "max.length=1", "2.51", "field spend is 2.51, which has no length")]
    [InlineData("spend", "compare.operator=<=;compare.field=clicks", "7.01", "field spend is 7.01, not <= field clicks, which is 7")]
    [InlineData("spend", "compare.operator=<=;compare.field=clicks", "7.00", null)]
    public void A_decimal_is_checked(string field, string keys, string? spend, string? problem)
    {
        var row = Good();
        row.Put("spend", spend is null ? null : BigDecimal.Parse(spend));

        Assert.Equal(problem is null ? null : $"Invalid record: rule r: {problem}", ProblemOf(row, $"field={field};{keys}"));
    }

    [Theory]
    [InlineData(".", "😀", true)]
    [InlineData(".", "ab", false)]
    [InlineData(".", "\r", false)]
    [InlineData(@"[\p{IsLatin}&&[^x]]+", "März", true)]
    public void A_pattern_is_Javas(string pattern, string id, bool matches)
    {
        var row = Good();
        row.Put("id", id);

        Assert.Equal(matches, ProblemOf(row, "field=id;pattern=" + pattern) is null);
    }

    [Theory]
    [InlineData("field=clicks;compare.operator=<=;compare.field=impressions", "field clicks is 7, not <= field impressions, which is 5")]
    [InlineData("field=clicks;compare.operator=>;compare.field=impressions", null)]
    [InlineData("field=clicks;compare.operator=!=;compare.field=impressions", null)]
    [InlineData("field=clicks;compare.operator==;compare.field=rate", "field clicks is 7, not = field rate, which is 0.5")]
    [InlineData("field=clicks;compare.operator=<;compare.field=id", "field clicks is 7, which cannot be compared with 'a-1' of field id")]
    [InlineData("field=clicks;compare.operator=<;compare.field=inner.currency", null)]
    [InlineData("field=clicks;type=integer;min=7;max=7", null)]
    [InlineData("field=clicks;type=int32", "field clicks is 7, not of type int32")]
    [InlineData("field=rate;type=number;exclusive.max=0.5", "field rate is 0.5, not less than 0.5")]
    [InlineData("field=rate;type=integer", "field rate is 0.5, not of type integer")]
    [InlineData("field=id;pattern=[a-z]-\\d+;min.length=3;max.length=3", null)]
    [InlineData("field=id;pattern=[b-z]-\\d+", "field id is 'a-1', which does not match [b-z]-\\d+")]
    [InlineData("field=id;max.length=2", "field id is 'a-1' of length 3, longer than 2")]
    [InlineData("field=id;min=0", "field id is 'a-1', which cannot be compared with 0")]
    [InlineData("field=id;allowed=a-1,b", null)]
    [InlineData("field=inner.currency;required=true", "field inner.currency is null")]
    [InlineData("field=inner.currency;allowed=EUR", null)]
    [InlineData("field=inner.nope;required=true", "field inner.nope is missing")]
    [InlineData("field=nope.nope;required=true", "field nope.nope is missing")]
    [InlineData("field=inner.day;type=date;min=2024-01-01;max=2024-12-31", null)]
    [InlineData("field=inner.day;type=timestamp", "field inner.day is 2024-05-06, not of type timestamp")]
    [InlineData("field=inner.day;exclusive.max=2024-05-06", "field inner.day is 2024-05-06, not less than 2024-05-06")]
    [InlineData("field=inner;type=struct", null)]
    [InlineData("field=tags;type=array;min.length=2", null)]
    [InlineData("field=tags.*;max.length=1", "field tags.* [1] is 'yy' of length 2, longer than 1")]
    [InlineData("field=id.*;required=true", "field id.* is 'a-1', not a list or map")]
    [InlineData("field=`id`;required=true", null)]
    [InlineData("type=struct", null)]
    [InlineData("type=map", "the value is a struct, not of type map")]
    public void A_struct_is_checked(string keys, string? problem)
    {
        Assert.Equal(problem is null ? null : $"Invalid record: rule r: {problem}", ProblemOf(Good(), keys));
    }

    [Theory]
    [InlineData("field=a;type=integer;min=1", null)]
    [InlineData("field=a;max=0", "field a is 1, more than the maximum 0")]
    [InlineData("field=m.x;required=true", null)]
    [InlineData("field=m.y;required=true", "field m.y is missing")]
    [InlineData("field=m.*;type=string", "field m.* [x] is true, not of type string")]
    [InlineData("field=list.*.n;required=true", "field list.*.n [1] is missing")]
    [InlineData("field=`a.b`;allowed=1.5", null)]
    [InlineData("field=nan;min=0", "field nan is NaN, which cannot be compared with 0")]
    [InlineData("field=inf;max=1000000000000000000000", "field inf is Infinity, more than the maximum 1000000000000000000000")]
    public void A_schemaless_map_is_checked(string keys, string? problem)
    {
        var map = new ConnectMap
        {
            ["a"] = 1L,
            ["a.b"] = 1.5,
            ["nan"] = double.NaN,
            ["inf"] = double.PositiveInfinity,
            ["m"] = new ConnectMap { ["x"] = true },
            ["list"] = new List<object?> { new ConnectMap { ["n"] = 1L }, new ConnectMap() },
        };

        Assert.Equal(problem is null ? null : $"Invalid record: rule r: {problem}", ProblemOf(map, keys));
    }

    [Fact]
    public void Tombstones_pass_unless_they_are_to_be_checked()
    {
        var record = Record(null);

        Assert.Same(record, Make("required=true").Apply(record));
        Assert.Equal("Invalid record: rule r: the value is null", ProblemOf(null, "required=true", ("tombstones", "check")));
        Assert.Null(ProblemOf(null, "min=1", ("tombstones", "check")));
    }

    [Fact]
    public void The_strictest_action_of_the_broken_rules_is_done_and_each_is_counted()
    {
        using var meter = new Meter("test");
        using var listener = new MeterListener();
        var counts = new Dictionary<string, long>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = $"{instrument.Name} {tags[0].Value} {tags[1].Value}";
            lock (counts)
            {
                counts[key] = counts.GetValueOrDefault(key) + value;
            }
        });
        listener.Start();
        using var validate = new Validate.Value();
        validate.WithMetrics(meter);
        validate.Configure(new Dictionary<string, string?>
        {
            ["rules"] = "tagged,dropped,dead,ok",
            ["action"] = "TAG",
            ["rule.tagged.field"] = "clicks",
            ["rule.tagged.max"] = "6",
            ["rule.dropped.field"] = "impressions",
            ["rule.dropped.max"] = "6",
            ["rule.dropped.action"] = "drop",
            ["rule.dead.field"] = "rate",
            ["rule.dead.max"] = "1",
            ["rule.dead.action"] = "dead-letter",
            ["rule.ok.field"] = "id",
            ["rule.ok.required"] = "true",
        });

        var tagged = validate.Apply(Record(Good()))!;
        Assert.Equal("tagged", tagged.Headers.LastWithName("connectnet.validate.rules")!.Value);
        Assert.Null(validate.Apply(Record(Good().Put("impressions", 7))));
        var e = Assert.Throws<DataException>(() => validate.Apply(Record(Good().Put("impressions", 7).Put("rate", 2.5))));

        Assert.Equal("Invalid record: rule dead: field rate is 2.5, more than the maximum 1", e.Message);
        Assert.Equal(3, counts["connectnet.validate.records tagged tag"]);
        Assert.Equal(2, counts["connectnet.validate.records dropped drop"]);
        Assert.Equal(1, counts["connectnet.validate.records dead dead-letter"]);
        Assert.Equal(0, counts["connectnet.validate.records ok tag"]);
    }

    [Fact]
    public void The_action_fail_cannot_be_tolerated()
    {
        using var validate = new Validate.Value();
        validate.Configure(new Dictionary<string, string?> { ["rules"] = "r", ["rule.r.max"] = "1" });

        var e = Assert.Throws<IntolerableException>(() => validate.Apply(Record(5L)));

        Assert.Equal("Invalid record: rule r: the value is 5, more than the maximum 1", e.Message);
    }

    [Fact]
    public void Keys_are_checked_by_their_own_flavour()
    {
        using var validate = new Validate.Key();
        validate.Configure(new Dictionary<string, string?> { ["rules"] = "r", ["rule.r.pattern"] = "\\d+", ["rule.r.action"] = "drop" });

        Assert.NotNull(validate.Apply(Record(null) with { Key = "12" }));
        Assert.Null(validate.Apply(Record(null) with { Key = "x" }));
        Assert.Equal("ConnectNet.Transforms.Validation.Validate$Key", ConnectNames.Of(typeof(Validate.Key)));
    }

    [Theory]
    [InlineData("rule.r.min=abc", "rule.r.min", "Invalid value abc for configuration rule.r.min: neither a number such as 0.01 nor a time such as 2024-01-31 or 2024-01-31T12:00:00.000Z")]
    [InlineData("rule.r.type=int", "rule.r.type", null)]
    [InlineData("rule.r.min.length=x", "rule.r.min.length", "Invalid value x for configuration rule.r.min.length: Not a number of type INT")]
    [InlineData("rule.r.pattern=(", "rule.r.pattern", "Invalid value ( for configuration rule.r.pattern: Invalid regex: Unclosed group near index 1\n(")]
    [InlineData("rule.r.compare.operator=<", "rule.r.compare.field", "Invalid value null for configuration rule.r.compare.field: compare.operator is set, so name the other field here")]
    [InlineData("rule.r.compare.field=x;rule.r.required=true", "rule.r.compare.operator", "Invalid value null for configuration rule.r.compare.operator: compare.field is set, so give one of = != < <= > >= here")]
    [InlineData("rule.r.field=a..b;rule.r.required=true", "rule.r.field", "Invalid value a..b for configuration rule.r.field: names are separated by single dots, in backticks where they hold dots themselves")]
    [InlineData("rule.r.field=a", "rule.r.field", "Invalid value a for configuration rule.r.field: rule r checks nothing; set at least one of required, type, min, max, exclusive.min, exclusive.max, min.length, max.length, pattern, allowed, compare.operator")]
    [InlineData("rule.r.minimum=1", "rule.r.minimum", null)]
    [InlineData("rule.r.required=true;rule.s.required=true", "rule.s.required", "Configuration rule.s.required belongs to no rule: rules lists r. Add the rule there, or remove the key.")]
    [InlineData("rule.r.required=true;rule.r.action=dead-letter", "rule.r.action", "Rule r sends records to the dead-letter queue, but with errors.tolerance=none the task fails at the first one. Set errors.tolerance=all, or the action fail.")]
    [InlineData("rule.r.required=true;action=dead-letter", "action", "Rule r sends records to the dead-letter queue, but with errors.tolerance=none the task fails at the first one. Set errors.tolerance=all, or the action fail.")]
    public void What_is_wrong_with_the_rules_is_said_on_their_keys(string keys, string key, string? message)
    {
        var config = Parse("rules=r;" + keys);
        using var validate = new Validate.Value();

        var problem = Assert.Single(validate.Check(config, new Dictionary<string, string?>()));

        Assert.Equal(key, problem.Key);
        Assert.Equal(message ?? problem.Value, problem.Value);
    }

    [Fact]
    public void A_dead_letter_needs_a_queue()
    {
        var config = Parse("rules=r;rule.r.required=true;rule.r.action=dead-letter");
        using var validate = new Validate.Value();
        var sink = new Dictionary<string, string?> { ["topics"] = "t", ["errors.tolerance"] = "all" };

        Assert.Equal(
            "Rule r sends records to the dead-letter queue, but there is none, so they would be lost. Set errors.deadletterqueue.topic.name, or the action drop.",
            Assert.Single(validate.Check(config, sink)).Value);
        sink["errors.deadletterqueue.topic.name"] = "dlq";
        Assert.Empty(validate.Check(config, sink));
        var source = new Dictionary<string, string?> { ["errors.tolerance"] = "all" };
        Assert.EndsWith(
            "Set errors.source.deadletterqueue.topic.name, or the action drop.", Assert.Single(validate.Check(config, source)).Value, StringComparison.Ordinal);
        source["errors.source.deadletterqueue.topic.name"] = "dlq";
        Assert.Empty(validate.Check(config, source));
    }

    [Theory]
    [InlineData("rules=", "rules", "Nothing is checked: set rules, schema or both.")]
    [InlineData("schema={\"type\":1}", "schema", "Invalid value {…} for configuration schema: #/type must be a list of texts")]
    [InlineData("schema=/no/such/file", "schema", "Invalid value /no/such/file for configuration schema: the file cannot be read: Could not find a part of the path '/no/such/file'.")]
    [InlineData("schema={};schema.action=dead-letter", "schema.action", "The schema sends records to the dead-letter queue, but with errors.tolerance=none the task fails at the first one. Set errors.tolerance=all, or the action fail.")]
    public void What_is_wrong_with_the_schema_is_said_on_its_keys(string keys, string key, string message)
    {
        using var validate = new Validate.Value();

        var problem = Assert.Single(validate.Check(Parse(keys), new Dictionary<string, string?>()));

        Assert.Equal(KeyValuePair.Create(key, message), problem);
    }

    [Fact]
    public void A_schema_of_a_file_is_one_rule_more()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{"properties":{"clicks":{"maximum":6}}}""");
            using var validate = new Validate.Value();
            validate.Configure(Parse($"rules=r;rule.r.field=rate;rule.r.max=0;action=tag;schema={file}"));

            Assert.Equal("r,schema", validate.Apply(Record(Good()))!.Headers.LastWithName("connectnet.validate.rules")!.Value);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("fail", "Invalid record: schema: /clicks is 7, more than the maximum 6 (#/properties/clicks/maximum)")]
    [InlineData("dead-letter", "Invalid record: schema: /clicks is 7, more than the maximum 6 (#/properties/clicks/maximum)")]
    [InlineData("drop", null)]
    public void A_schema_has_an_action_of_its_own(string action, string? message)
    {
        using var validate = new Validate.Value();
        validate.Configure(Parse("schema.action=" + action + """;schema={"properties":{"clicks":{"maximum":6}}}"""));

        if (message is null)
        {
            Assert.Null(validate.Apply(Record(Good())));
            return;
        }

        var e = Assert.ThrowsAny<Exception>(() => validate.Apply(Record(Good())));
        Assert.Equal(action == "fail", e is IntolerableException);
        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void Records_that_fit_the_schema_cost_no_memory()
    {
        using var validate = new Validate.Value();
        validate.Configure(Parse("""schema={"type":"object","properties":{"id":{"type":"string","pattern":"^[a-z]-\\d+$","maxLength":5},"spend":{"minimum":0,"multipleOf":0.01},"clicks":{"type":["integer","null"]},"rate":{"exclusiveMaximum":1,"multipleOf":0.1},"inner":{"$ref":"#/$defs/inner"},"tags":{"items":{"enum":["x","yy"]},"uniqueItems":true,"contains":{"const":"x"}},"impressions":{"anyOf":[{"type":"null"},{"minimum":1}]}},"required":["id"],"unevaluatedProperties":false,"$defs":{"inner":{"properties":{"day":{"type":"integer"}},"additionalProperties":{"type":["string","null"]}}}}"""));
        foreach (var value in new object[] { Good(), new ConnectMap { ["id"] = "a-1", ["clicks"] = 5L, ["tags"] = new List<object?> { "x" } } })
        {
            var record = Record(value);
            for (var i = 0; i < 100; i++)
            {
                Assert.Same(record, validate.Apply(record));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                validate.Apply(record);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Records_that_keep_the_rules_cost_no_memory()
    {
        using var validate = new Validate.Value();
        validate.Configure(Parse(
            "rules=a,b,c,d,e,f;rule.a.field=spend;rule.a.min=0;rule.b.field=clicks;rule.b.compare.operator=>=;rule.b.compare.field=impressions;"
            + "rule.c.field=id;rule.c.pattern=[a-z]-\\d+;rule.d.field=inner.day;rule.d.type=date;rule.e.field=rate;rule.e.max=1;rule.f.field=id;rule.f.allowed=a-1"));
        var record = Record(Good());
        for (var i = 0; i < 100; i++)
        {
            validate.Apply(record);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            validate.Apply(record);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Struct Good() => new Struct(Row)
        .Put("id", "a-1")
        .Put("spend", BigDecimal.Parse("1.50"))
        .Put("clicks", 7L)
        .Put("impressions", 5)
        .Put("rate", 0.5)
        .Put("inner", new Struct(Inner).Put("day", EpochMillis.From(new DateOnly(2024, 5, 6))))
        .Put("tags", new List<object?> { "x", "yy" });

    private static SinkRecord Record(object? value) => new()
    {
        Topic = "t", Offset = 1, OriginalTopic = "t", OriginalPartition = 0, Value = value, ValueSchema = (value as Struct)?.Schema,
    };

    private static Dictionary<string, string?> Parse(string keys) => keys.Split(';')
        .Select(k => k.Split('=', 2)).ToDictionary(k => k[0], k => (string?)k[1]);

    private static Validate.Value Make(string keys, params (string Key, string Value)[] more)
    {
        var config = Parse(keys).ToDictionary(k => "rule.r." + k.Key, k => k.Value);
        config["rules"] = "r";
        config["action"] = "dead-letter";
        foreach (var (key, value) in more)
        {
            config[key] = value;
        }

        var validate = new Validate.Value();
        validate.Configure(config);
        return validate;
    }

    private static string? ProblemOf(object? value, string keys, params (string Key, string Value)[] more)
    {
        using var validate = Make(keys, more);
        try
        {
            Assert.NotNull(validate.Apply(Record(value)));
            return null;
        }
        catch (DataException e)
        {
            return e.Message;
        }
    }
}
