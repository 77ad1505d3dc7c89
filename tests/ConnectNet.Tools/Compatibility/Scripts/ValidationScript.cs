using System.Text.Json.Nodes;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>
/// Validation of generated configurations: each key of each plug-in with values that do and do not fit, in the places where a plug-in can
/// stand, and seeded mixtures of everything. The whole answers are compared: order, counts, recommendations, visibility.
/// </summary>
internal static class ValidationScript
{
    private const string Source = "org.apache.kafka.connect.file.FileStreamSourceConnector";
    private const string Sink = "org.apache.kafka.connect.file.FileStreamSinkConnector";
    private const int Mixtures = 120;

    private static readonly string?[] Odd = [null, "", " ", "x", "-1", "0", "true", "a,a", "a,,b", "("];

    /// <summary>Sends every request, or each n-th.</summary>
    public static async Task RunAsync(WorkerPair pair, int each = 1)
    {
        var number = 0;
        foreach (var config in Common().Concat(Cross()).Concat(await StagesAsync(pair)).Concat(Overrides()).Concat(await MixedAsync(pair)))
        {
            if (number++ % each == 0)
            {
                await ValidateAsync(pair, config);
            }
        }
    }

    /// <summary>What policies let connectors override.</summary>
    public static async Task RunOverridesAsync(WorkerPair pair)
    {
        foreach (var config in Overrides())
        {
            await ValidateAsync(pair, config);
        }
    }

    private static async Task ValidateAsync(WorkerPair pair, JsonObject config)
    {
        var type = (string?)config["connector.class"];
        var path = type is null or "" or " " ? "FileStreamSource" : type;
        await pair.SameAsync("PUT", $"/connector-plugins/{Uri.EscapeDataString(path)}/config/validate", config.ToJsonString());
    }

    private static JsonObject Base(string connector, params (string Key, string? Value)[] more)
    {
        var config = new JsonObject { ["connector.class"] = connector, ["name"] = "v", [connector == Sink ? "topics" : "topic"] = "t" };
        foreach (var (key, value) in more)
        {
            config[key] = value;
        }
        return config;
    }

    /// <summary>Every key that all connectors take, with odd values.</summary>
    private static IEnumerable<JsonObject> Common()
    {
        string[] keys =
        [
            "name", "connector.plugin.version", "tasks.max", "tasks.max.enforce", "key.converter", "key.converter.plugin.version", "value.converter", "header.converter",
            "header.converter.plugin.version", "transforms", "predicates", "config.action.reload", "errors.retry.timeout", "errors.retry.delay.max.ms", "errors.tolerance", "errors.log.enable",
        ];
        string[] sink = ["topics", "topics.regex", "errors.deadletterqueue.topic.name", "errors.deadletterqueue.topic.replication.factor", "errors.deadletterqueue.context.headers.enable", "file"];
        string[] source = ["topic.creation.groups", "exactly.once.support", "transaction.boundary", "transaction.boundary.interval.ms", "offsets.storage.topic", "topic", "batch.size", "file"];
        foreach (var (connector, names) in ((string, string[])[])[(Source, [.. keys, .. source]), (Sink, [.. keys, .. sink])])
        {
            yield return Base(connector);
            foreach (var key in names)
            {
                foreach (var value in connector == Sink && keys.Contains(key) ? Odd[..3] : Odd)
                {
                    yield return Base(connector, (key, value));
                }
            }
        }
        foreach (var version in (string[])["4.3.1", "latest", "[4.3.1]", "[1.0,2.0]", "9.9.9", "(,", "[4.0,5.0)", "4.3.1,", "[,]", "(,5.0]"])
        {
            foreach (var key in (string[])["connector.plugin.version", "key.converter.plugin.version", "header.converter.plugin.version", "transforms.a.plugin.version", "predicates.p.plugin.version"])
            {
                yield return Base(Source, ("key.converter", "JsonConverter"), ("header.converter", "SimpleHeaderConverter"), ("transforms", "a"),
                    ("transforms.a.type", "HoistField"), ("transforms.a.type", "org.apache.kafka.connect.transforms.HoistField$Value"), ("transforms.a.field", "f"),
                    ("predicates", "p"), ("predicates.p.type", "RecordIsTombstone"), (key, version));
            }
        }
    }

    /// <summary>Keys that are checked together, and connectors by other names.</summary>
    private static IEnumerable<JsonObject> Cross()
    {
        foreach (var name in (string[])["FileStreamSource", "FileStreamSink", "FileStreamSourceConnector", "FileStreamSinkConnector", "Nope", "Nope", "org.apache.kafka.connect.connector.Connector", "java.lang.String", "JsonConverter", ""])
        {
            yield return new JsonObject { ["connector.class"] = name };
            yield return new JsonObject { ["connector.class"] = name, ["name"] = "n", ["topic"] = "t", ["topics"] = "t" };
        }
        yield return [];
        yield return Base(Sink, ("topics.regex", "a.*"));
        yield return Base(Sink, ("topics", null), ("topics.regex", "t.*"));
        yield return Base(Sink, ("topics", ""), ("topics.regex", ""));
        yield return Base(Sink, ("topics", "a,b"), ("errors.deadletterqueue.topic.name", "b"));
        yield return Base(Sink, ("topics", ""), ("topics.regex", "d.*"), ("errors.deadletterqueue.topic.name", "dlq"));
        yield return Base(Sink, ("name", "<group>"), ("consumer.override.group.id", "<group>"));
        yield return Base(Sink, ("consumer.override.group.id", "g"));
        yield return Base(Sink, ("consumer.override.group.id", null));
        yield return Base(Source, ("consumer.override.group.id", "g"));
        yield return Base(Source, ("exactly.once.support", "required"));
        yield return Base(Source, ("exactly.once.support", "required"), ("transaction.boundary", "connector"));
        yield return Base(Source, ("transaction.boundary", "CONNECTOR"));
        yield return Base(Source, ("transaction.boundary", "interval"), ("transaction.boundary.interval.ms", "5"));
        yield return Base(Source, ("topic.creation.groups", "a,b"), ("topic.creation.a.include", "("), ("topic.creation.default.partitions", "x"));
        yield return Base(Source, ("unknown", "x"), ("another", null), ("third", null), ("fourth", null));
        yield return Base(Source, ("topic", "${file:/none:x}"));
        yield return Base(Source, ("name", "${env:HOME}"));
        yield return Base(Source, ("name", " a "), ("topic", "  t "));
        yield return Base(Source, ("name", "a\nb"));
    }

    /// <summary>Each key of each transformation, predicate and converter, with odd values.</summary>
    private static async Task<IEnumerable<JsonObject>> StagesAsync(WorkerPair pair)
    {
        var configs = new List<JsonObject>();
        foreach (var name in await PluginsScript.KafkasPluginsAsync(pair))
        {
            var keys = (await pair.Java[0].Client.GetAsync($"/connector-plugins/{name}/config")).Expect()!.AsArray().Select(key => (string)key!["name"]!).ToList();
            if (name.Contains(".transforms.predicates.", StringComparison.Ordinal))
            {
                configs.AddRange(Varied(keys, "predicates.p.", ("predicates", "p"), ("predicates.p.type", name)));
            }
            else if (name.Contains(".transforms.", StringComparison.Ordinal))
            {
                configs.AddRange(Varied([.. keys, "predicate", "negate"], "transforms.a.", ("transforms", "a"), ("transforms.a.type", name)));
            }
            else if (name.EndsWith("Converter", StringComparison.Ordinal))
            {
                foreach (var place in (string[])["key.converter", "value.converter", "header.converter"])
                {
                    configs.AddRange(Varied(keys, place + ".", (place, name)));
                }
            }
        }
        foreach (var type in (string?[])[null, "", "nope", "java.lang.String", "InsertField", "org.apache.kafka.connect.transforms.InsertField", "JsonConverter", "Filter", "HeaderFrom", "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone"])
        {
            configs.Add(Base(Source, ("transforms", "a,b,a"), ("transforms.a.type", type), ("transforms.b.negate", "true")));
            configs.Add(Base(Source, ("predicates", "p,,q"), ("predicates.p.type", type), ("transforms", "a"), ("transforms.a.type", "Filter"), ("transforms.a.predicate", "zz"), ("transforms.a.negate", "x")));
            configs.Add(Base(Sink, ("key.converter", type), ("value.converter", type), ("value.converter.x", null)));
            configs.Add(Base(Sink, ("header.converter", type), ("header.converter.plugin.version", "1")));
        }
        return configs;
    }

    private static IEnumerable<JsonObject> Varied(List<string> keys, string prefix, params (string, string?)[] fixedKeys)
    {
        yield return Base(Source, fixedKeys);
        for (var i = 0; i < keys.Count; i++)
        {
            // Two of the odd values for each key, other ones for the next.
            foreach (var value in (string?[])[Odd[i % Odd.Length], Odd[(i + 3) % Odd.Length], Odd[(i + 7) % Odd.Length]])
            {
                yield return Base(Source, [.. fixedKeys, (prefix + keys[i], value)]);
            }
        }
    }

    private static IEnumerable<JsonObject> Overrides()
    {
        (string, string?)[][] sets =
        [
            [("acks", "1")], [("acks", "nope")], [("acks", null)], [("bootstrap.servers", "a:1,b:2")], [("nope", "x"), ("linger.ms", "5")], [("sasl.jaas.config", "secret"), ("security.protocol", "SSL"), ("sasl.mechanism", "PLAIN")],
            [("max.poll.records", "10"), ("auto.offset.reset", "earliest")], [("retries", "x")], [("compression.type", "gzip"), ("batch.size", "1"), ("key.serializer", "x")], [("group.id", "g"), ("isolation.level", "read_committed")],
            [("client.id", "c")], [("ssl.keystore.password", "p")], [("", "x")],
        ];
        foreach (var set in sets)
        {
            foreach (var client in (string[])["producer", "consumer", "admin"])
            {
                var overrides = set.Select(entry => ($"{client}.override.{entry.Item1}", entry.Item2)).ToArray();
                yield return Base(Source, overrides);
                yield return Base(Source, [.. overrides, ("topic.creation.default.partitions", "1"), ("offsets.storage.topic", "o")]);
                yield return Base(Sink, overrides);
                yield return Base(Sink, [.. overrides, ("errors.deadletterqueue.topic.name", "d")]);
            }
        }
    }

    /// <summary>Mixtures of keys and values, the same in every run.</summary>
    private static async Task<IEnumerable<JsonObject>> MixedAsync(WorkerPair pair)
    {
        var random = new Random(20261121);
        var plugins = await PluginsScript.KafkasPluginsAsync(pair);
        var parts = Common().Concat(await StagesAsync(pair)).Concat(Overrides()).SelectMany(config => config)
            .Where(entry => entry.Key is not ("connector.class" or "connector.plugin.version") && !entry.Key.Contains("override.retries", StringComparison.Ordinal))
            .Select(entry => (entry.Key, Value: (string?)entry.Value)).Distinct().ToList();
        return Enumerable.Range(0, Mixtures).Select(_ =>
        {
            var config = Base(random.Next(2) == 0 ? Source : Sink, ("transforms", "a"), ("predicates", "p"));
            for (var i = random.Next(3, 12); i > 0; i--)
            {
                var (key, value) = parts[random.Next(parts.Count)];
                config[key] = value;
            }
            if (random.Next(3) > 0)
            {
                config["transforms.a.type"] = plugins[random.Next(plugins.Count)];
            }
            return config;
        }).ToList();
    }
}
