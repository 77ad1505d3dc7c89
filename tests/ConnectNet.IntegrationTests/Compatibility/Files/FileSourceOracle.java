import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.connect.file.FileStreamSourceTask;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Runs Kafka's file source over the scenarios of a file and writes the same file with what each poll gave, as value and position:
 * {@code java -cp 'KAFKA_HOME/libs/*' FileSourceOracle.java scenarios.json golden.json}.
 *
 * <p>Steps: {@code ["append", text]}, {@code ["appendBytes", base64]}, {@code ["truncate", length]}, {@code ["replace", text]} (another file of
 * the name), {@code ["poll"]}, {@code ["restart"]} (from the offset of the last record).
 */
public class FileSourceOracle {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws Exception {
        JsonNode scenarios = JSON.readTree(Files.readAllBytes(Paths.get(args[0])));
        // Most of their time is the task's second of waiting where there is nothing to read.
        ExecutorService threads = Executors.newFixedThreadPool(scenarios.size());
        List<Future<String>> done = new ArrayList<>();
        for (JsonNode scenario : scenarios) {
            done.add(threads.submit(() -> withPolls(scenario.deepCopy())));
        }
        threads.shutdown();
        StringJoiner out = new StringJoiner(",\n", "[\n", "\n]\n");
        for (Future<String> scenario : done) {
            out.add(scenario.get());
        }
        Files.writeString(Paths.get(args[1]), out.toString());
    }

    private static String withPolls(ObjectNode scenario) throws Exception {
        scenario.set("polls", new FileSourceOracle(scenario).run());
        return JSON.writeValueAsString(scenario);
    }

    private final JsonNode scenario;
    private final Path file;
    private Long position;
    private FileStreamSourceTask task;

    private FileSourceOracle(JsonNode scenario) throws Exception {
        this.scenario = scenario;
        this.file = Files.createTempDirectory("oracle").resolve("in.txt");
    }

    private ArrayNode run() throws Exception {
        ArrayNode polls = JSON.createArrayNode();
        for (JsonNode step : scenario.get("steps")) {
            switch (step.get(0).asText()) {
                case "append":
                    append(step.get(1).asText().getBytes(StandardCharsets.UTF_8));
                    break;
                case "appendBytes":
                    append(Base64.getDecoder().decode(step.get(1).asText()));
                    break;
                case "truncate":
                    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                        channel.truncate(step.get(1).asLong());
                    }
                    break;
                case "replace":
                    Files.delete(file);
                    append(step.get(1).asText().getBytes(StandardCharsets.UTF_8));
                    break;
                case "restart":
                    task.stop();
                    task = null;
                    break;
                default:
                    polls.add(poll());
            }
        }
        task.stop();
        return polls;
    }

    private void append(byte[] bytes) throws Exception {
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private JsonNode poll() throws Exception {
        if (task == null) {
            task = new FileStreamSourceTask();
            task.initialize(new Context());
            Map<String, String> config = new LinkedHashMap<>(Map.of("file", file.toString(), "topic", "t"));
            scenario.path("config").fields().forEachRemaining(e -> config.put(e.getKey(), e.getValue().asText()));
            task.start(config);
        }
        List<SourceRecord> records = task.poll();
        if (records == null) {
            return JSON.nullNode();
        }
        ArrayNode list = JSON.createArrayNode();
        for (SourceRecord record : records) {
            position = (Long) record.sourceOffset().get("position");
            list.addArray().add((String) record.value()).add(position);
        }
        return list;
    }

    private final class Context implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
            return null;
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                public <T> Map<String, Object> offset(Map<String, T> partition) {
                    return position == null ? null : Map.of("position", position);
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }
}
