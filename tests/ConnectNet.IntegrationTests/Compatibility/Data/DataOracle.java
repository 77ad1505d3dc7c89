import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.SchemaProjector;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorOffsets;
import org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * Asks Kafka's own classes what they do with the vectors of a file and writes the same file with the answers:
 * {@code java -cp 'KAFKA_HOME/libs/*' DataOracle.java vectors.json golden.json}.
 *
 * <p>A vector has a kind (write and read: a converter, JsonConverter unless a class is named; parse and text: header values; convert:
 * Values.convertToX; project: SchemaProjector; transform; predicate; bind: a REST body, in base64) and gets either a result or an error.
 * Schemas: {@code "int32"}, {@code "int32?"} for optional, {@code "Decimal:2"}, or an object with all attributes; fields are pairs. Values: a
 * text with its type before a colon ({@code "i32:5"}), lists, {@code {"map":[[key,value]]}}, {@code {"struct":{…}}} with the schema of the
 * context or its own.
 */
public class DataOracle {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    public static void main(String[] args) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Locale.setDefault(Locale.ENGLISH);
        StringBuilder out = new StringBuilder("[\n");
        JsonNode vectors = JSON.readTree(Files.readAllBytes(Paths.get(args[0])));
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode vector = vectors.get(i).deepCopy();
            try {
                vector.set("result", answer(vector));
            } catch (Throwable e) {
                vector.put("error", e.getClass().getName() + ": " + e.getMessage());
            }
            out.append(JSON.writeValueAsString(vector)).append(i + 1 < vectors.size() ? ",\n" : "\n");
        }
        Files.writeString(Paths.get(args[1]), out.append("]\n").toString());
    }

    private static JsonNode answer(ObjectNode v) throws Exception {
        switch (v.get("kind").asText()) {
            case "write":
                return write(v);
            case "read":
                return read(v);
            case "parse":
                return typed(Values.parseString(v.get("text").textValue()));
            case "text":
                return NODES.textNode(Values.convertToString(null, value(v.get("value"), null)));
            case "convert":
                return convert(v);
            case "project": {
                Schema source = schema(v.get("source"));
                Schema target = schema(v.get("target"));
                return valueNode(SchemaProjector.project(source, value(v.get("value"), source), target));
            }
            case "transform":
                return transform(v);
            case "predicate":
                return predicate(v);
            case "bind":
                return bind(v);
            default:
                throw new IllegalArgumentException("kind " + v.get("kind"));
        }
    }

    private static Converter converter(ObjectNode v) throws Exception {
        Converter converter = (Converter) Class.forName(v.path("class").asText(JsonConverter.class.getName())).getDeclaredConstructor().newInstance();
        converter.configure(config(v), false);
        return converter;
    }

    private static Map<String, String> config(ObjectNode v) {
        Map<String, String> config = new LinkedHashMap<>();
        v.path("config").fields().forEachRemaining(e -> config.put(e.getKey(), e.getValue().textValue()));
        return config;
    }

    private static JsonNode write(ObjectNode v) throws Exception {
        Schema schema = schema(v.get("schema"));
        byte[] bytes = converter(v).fromConnectData("t", schema, value(v.get("value"), schema));
        return bytes == null ? NODES.nullNode() : v.has("class")
            ? NODES.textNode(Base64.getEncoder().encodeToString(bytes)) : NODES.textNode(new String(bytes, StandardCharsets.UTF_8));
    }

    private static JsonNode read(ObjectNode v) throws Exception {
        byte[] bytes = v.has("base64") ? Base64.getDecoder().decode(v.get("base64").asText())
            : v.get("text").isNull() ? null : v.get("text").asText().getBytes(StandardCharsets.UTF_8);
        return typed(converter(v).toConnectData("t", bytes));
    }

    private static JsonNode convert(ObjectNode v) {
        Schema from = schema(v.get("schema"));
        Object value = value(v.get("value"), from);
        switch (v.get("to").asText()) {
            case "boolean": return valueNode(Values.convertToBoolean(from, value));
            case "int8": return valueNode(Values.convertToByte(from, value));
            case "int16": return valueNode(Values.convertToShort(from, value));
            case "int32": return valueNode(Values.convertToInteger(from, value));
            case "int64": return valueNode(Values.convertToLong(from, value));
            case "float": return valueNode(Values.convertToFloat(from, value));
            case "double": return valueNode(Values.convertToDouble(from, value));
            case "string": return valueNode(Values.convertToString(from, value));
            case "list": return valueNode(Values.convertToList(from, value));
            case "map": return valueNode(Values.convertToMap(from, value));
            case "struct": return valueNode(Values.convertToStruct(from, value));
            case "date": return valueNode(Values.convertToDate(from, value));
            case "time": return valueNode(Values.convertToTime(from, value));
            case "timestamp": return valueNode(Values.convertToTimestamp(from, value));
            case "decimal": return valueNode(Values.convertToDecimal(from, value, v.get("scale").asInt()));
            default: return schemaNode(Values.inferSchema(value));
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static JsonNode transform(ObjectNode v) throws Exception {
        Transformation transformation = (Transformation) Class.forName("org.apache.kafka.connect.transforms." + v.get("class").asText())
            .getDeclaredConstructor().newInstance();
        transformation.configure(config(v));
        return recordNode(transformation.apply(record(v.get("record"))));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static JsonNode predicate(ObjectNode v) throws Exception {
        Predicate predicate = (Predicate) Class.forName("org.apache.kafka.connect.transforms.predicates." + v.get("class").asText())
            .getDeclaredConstructor().newInstance();
        predicate.configure(config(v));
        return NODES.booleanNode(predicate.test(record(v.get("record"))));
    }

    private static JsonNode bind(ObjectNode v) throws Exception {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        JsonParser parser = mapper.getFactory().createParser(new ByteArrayInputStream(Base64.getDecoder().decode(v.get("base64").asText())));
        if (parser.nextToken() == null) {
            return NODES.nullNode();
        }
        switch (v.get("to").asText()) {
            case "map":
                Object map = mapper.readerForMapOf(String.class).readValue(parser);
                return map == null ? NODES.nullNode() : NODES.textNode(map.toString());
            case "create": {
                CreateConnectorRequest request = mapper.readerFor(CreateConnectorRequest.class).readValue(parser);
                return request == null ? NODES.nullNode() : NODES.textNode(request.name() + "|" + request.config() + "|" + request.initialState());
            }
            default: {
                ConnectorOffsets offsets = mapper.readerFor(ConnectorOffsets.class).readValue(parser);
                return offsets == null || offsets.offsets() == null ? NODES.nullNode() : NODES.textNode(offsets.toMap().toString());
            }
        }
    }

    private static ConnectRecord<?> record(JsonNode r) {
        Schema keySchema = schema(r.get("keySchema"));
        Schema valueSchema = schema(r.get("valueSchema"));
        Integer partition = r.hasNonNull("partition") ? r.get("partition").asInt() : null;
        Long timestamp = r.hasNonNull("timestamp") ? r.get("timestamp").asLong() : null;
        ConnectHeaders headers = new ConnectHeaders();
        for (JsonNode h : r.path("headers")) {
            Schema schema = schema(h.get(1));
            headers.add(h.get(0).asText(), value(h.get(2), schema), schema);
        }
        String topic = r.path("topic").asText("t");
        Object key = value(r.get("key"), keySchema);
        Object value = value(r.get("value"), valueSchema);
        return r.has("offset")
            ? new SinkRecord(topic, partition == null ? 0 : partition, keySchema, key, valueSchema, value, r.get("offset").asLong(), timestamp,
                TimestampType.CREATE_TIME, headers)
            : new SourceRecord(Map.of(), Map.of(), topic, partition, keySchema, key, valueSchema, value, timestamp, headers);
    }

    private static JsonNode recordNode(ConnectRecord<?> r) {
        if (r == null) {
            return NODES.nullNode();
        }
        ObjectNode node = NODES.objectNode();
        node.put("topic", r.topic());
        node.put("partition", r.kafkaPartition());
        node.set("keySchema", schemaNode(r.keySchema()));
        node.set("key", valueNode(r.key()));
        node.set("valueSchema", schemaNode(r.valueSchema()));
        node.set("value", valueNode(r.value()));
        node.put("timestamp", r.timestamp());
        ArrayNode headers = node.putArray("headers");
        for (Header h : r.headers()) {
            headers.addArray().add(h.key()).add(schemaNode(h.schema())).add(valueNode(h.value()));
        }
        return node;
    }

    private static JsonNode typed(SchemaAndValue typed) {
        ObjectNode node = NODES.objectNode();
        node.set("schema", schemaNode(typed == null ? null : typed.schema()));
        node.set("value", valueNode(typed == null ? null : typed.value()));
        return node;
    }

    /** "int32", "int32?" (optional), "Decimal:2", "Date", "Time", "Timestamp", or an object. */
    private static Schema schema(JsonNode n) {
        if (n == null || n.isNull()) {
            return null;
        }
        if (n.isTextual()) {
            String text = n.asText();
            boolean optional = text.endsWith("?");
            SchemaBuilder builder = builder(optional ? text.substring(0, text.length() - 1) : text);
            return (optional ? builder.optional() : builder).build();
        }
        SchemaBuilder builder;
        switch (n.get("type").asText()) {
            case "struct":
                builder = SchemaBuilder.struct();
                for (JsonNode f : n.get("fields")) {
                    builder.field(f.get(0).asText(), schema(f.get(1)));
                }
                break;
            case "array":
                builder = SchemaBuilder.array(schema(n.get("items")));
                break;
            case "map":
                builder = SchemaBuilder.map(schema(n.get("keys")), schema(n.get("values")));
                break;
            default:
                builder = builder(n.get("type").asText());
        }
        if (n.path("optional").asBoolean()) {
            builder.optional();
        }
        if (n.has("name")) {
            builder.name(n.get("name").asText());
        }
        if (n.has("version")) {
            builder.version(n.get("version").asInt());
        }
        if (n.has("doc")) {
            builder.doc(n.get("doc").asText());
        }
        n.path("parameters").fields().forEachRemaining(e -> builder.parameter(e.getKey(), e.getValue().asText()));
        if (n.has("default")) {
            builder.defaultValue(value(n.get("default"), builder.build()));
        }
        return builder.build();
    }

    private static SchemaBuilder builder(String type) {
        if (type.startsWith("Decimal:")) {
            return Decimal.builder(Integer.parseInt(type.substring(8)));
        }
        switch (type) {
            case "Date": return org.apache.kafka.connect.data.Date.builder();
            case "Time": return org.apache.kafka.connect.data.Time.builder();
            case "Timestamp": return org.apache.kafka.connect.data.Timestamp.builder();
            case "float": return SchemaBuilder.float32();
            case "double": return SchemaBuilder.float64();
            case "boolean": return SchemaBuilder.bool();
            default: return new SchemaBuilder(Schema.Type.valueOf(type.toUpperCase(Locale.ROOT)));
        }
    }

    private static JsonNode schemaNode(Schema s) {
        if (s == null) {
            return NODES.nullNode();
        }
        ObjectNode node = NODES.objectNode();
        node.put("type", s.type().getName());
        if (s.isOptional()) {
            node.put("optional", true);
        }
        if (s.name() != null) {
            node.put("name", s.name());
        }
        if (s.version() != null) {
            node.put("version", s.version());
        }
        if (s.doc() != null) {
            node.put("doc", s.doc());
        }
        if (s.parameters() != null) {
            ObjectNode parameters = node.putObject("parameters");
            s.parameters().forEach(parameters::put);
        }
        if (s.defaultValue() != null) {
            node.set("default", valueNode(s.defaultValue()));
        }
        switch (s.type()) {
            case STRUCT:
                ArrayNode fields = node.putArray("fields");
                for (Field f : s.fields()) {
                    fields.addArray().add(f.name()).add(schemaNode(f.schema()));
                }
                break;
            case MAP:
                node.set("keys", schemaNode(s.keySchema()));
                node.set("values", schemaNode(s.valueSchema()));
                break;
            case ARRAY:
                node.set("items", schemaNode(s.valueSchema()));
                break;
            default:
        }
        return node;
    }

    /** "i8:1" "i16:" "i32:" "i64:" "f32:" "f64:" "bool:" "s:" "b:base64" "dec:1.50" "date:millis", lists, {"map":[[k,v]]}, {"struct":{}}. */
    private static Object value(JsonNode n, Schema schema) {
        if (n == null || n.isNull()) {
            return null;
        }
        if (n.isArray()) {
            List<Object> list = new ArrayList<>();
            n.forEach(e -> list.add(value(e, schema == null ? null : schema.valueSchema())));
            return list;
        }
        if (n.isObject()) {
            if (n.has("map")) {
                Map<Object, Object> map = new HashMap<>();
                for (JsonNode e : n.get("map")) {
                    map.put(value(e.get(0), schema == null ? null : schema.keySchema()), value(e.get(1), schema == null ? null : schema.valueSchema()));
                }
                return map;
            }
            Struct struct = new Struct(n.has("schema") ? schema(n.get("schema")) : schema);
            n.get("struct").fields().forEachRemaining(e -> struct.put(e.getKey(), value(e.getValue(), struct.schema().field(e.getKey()).schema())));
            return struct;
        }
        String text = n.asText();
        int colon = text.indexOf(':');
        String v = text.substring(colon + 1);
        switch (text.substring(0, colon)) {
            case "i8": return Byte.valueOf(v);
            case "i16": return Short.valueOf(v);
            case "i32": return Integer.valueOf(v);
            case "i64": return Long.valueOf(v);
            case "f32": return Float.valueOf(v);
            case "f64": return Double.valueOf(v);
            case "bool": return Boolean.valueOf(v);
            case "b": return Base64.getDecoder().decode(v);
            case "dec": return new BigDecimal(v);
            case "date": return new Date(Long.parseLong(v));
            case "s": return v;
            default: throw new IllegalArgumentException(text);
        }
    }

    private static JsonNode valueNode(Object o) {
        if (o == null) {
            return NODES.nullNode();
        }
        if (o instanceof List) {
            ArrayNode list = NODES.arrayNode();
            ((List<?>) o).forEach(e -> list.add(valueNode(e)));
            return list;
        }
        if (o instanceof Map) {
            ObjectNode node = NODES.objectNode();
            ArrayNode entries = node.putArray("map");
            ((Map<?, ?>) o).forEach((k, v) -> entries.addArray().add(valueNode(k)).add(valueNode(v)));
            return node;
        }
        if (o instanceof Struct) {
            Struct s = (Struct) o;
            ObjectNode node = NODES.objectNode();
            ObjectNode fields = node.putObject("struct");
            s.schema().fields().forEach(f -> fields.set(f.name(), valueNode(s.getWithoutDefault(f.name()))));
            return node;
        }
        String prefix = o instanceof Byte ? "i8:" : o instanceof Short ? "i16:" : o instanceof Integer ? "i32:" : o instanceof Long ? "i64:"
            : o instanceof Float ? "f32:" : o instanceof Double ? "f64:" : o instanceof Boolean ? "bool:" : o instanceof BigDecimal ? "dec:" : "s:";
        if (o instanceof byte[]) {
            return NODES.textNode("b:" + Base64.getEncoder().encodeToString((byte[]) o));
        }
        return NODES.textNode(o instanceof Date ? "date:" + ((Date) o).getTime() : prefix + o);
    }
}
