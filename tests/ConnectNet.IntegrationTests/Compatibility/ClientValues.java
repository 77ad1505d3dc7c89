import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.config.*;

/**
 * What Kafka's clients say of values of their keys: for each line of the first argument, "client key=value key=value …" separated by tabs, the line
 * again with the errors of making such a client, or with OK; then for every key with each of the other arguments the errors of reading such a config.
 */
public class ClientValues {
    static final Map<String, ConfigDef> CLIENTS = Map.of(
        "producer", ProducerConfig.configDef(), "consumer", ConsumerConfig.configDef(), "admin", AdminClientConfig.configDef());

    public static void main(String[] args) throws Exception {
        for (String line : args[0].split("\n"))
            System.out.println(line + "\t=> " + check(line.split("\t"), true));
        for (var client : new TreeMap<>(CLIENTS).entrySet())
            for (var key : new TreeMap<>(client.getValue().configKeys()).values())
                if (key.type != ConfigDef.Type.CLASS)
                    for (String value : Arrays.copyOfRange(args, 1, args.length))
                        System.out.println(client.getKey() + "\t" + key.name + "=" + value + "\t=> "
                            + check(new String[] {client.getKey(), key.name + "=" + value}, false));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    static String check(String[] parts, boolean made) {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
        if (parts[0].equals("consumer"))
            properties.put("group.id", "g");
        String type = "org.apache.kafka.common.serialization.ByteArray";
        properties.putAll(parts[0].equals("producer")
            ? Map.of("key.serializer", type + "Serializer", "value.serializer", type + "Serializer")
            : parts[0].equals("consumer") ? Map.of("key.deserializer", type + "Deserializer", "value.deserializer", type + "Deserializer") : Map.of());
        for (int i = 1; i < parts.length; i++)
            properties.put(parts[i].substring(0, parts[i].indexOf('=')), parts[i].substring(parts[i].indexOf('=') + 1));
        try (AutoCloseable client = open(parts[0], properties, made)) {
            return "OK";
        } catch (Throwable e) {
            String text = "";
            for (Throwable t = e; t != null; t = t.getCause())
                text += (text.isEmpty() ? "" : " | ") + t.getClass().getName() + ": " + t.getMessage();
            return text.replace("\n", "\\n");
        }
    }

    // A client costs threads.
    static AutoCloseable open(String client, Map<String, Object> properties, boolean made) {
        if (!made) {
            switch (client) {
                case "producer" -> new ProducerConfig(properties);
                case "consumer" -> new ConsumerConfig(properties);
                default -> new AdminClientConfig(properties);
            }
            return () -> { };
        }
        return switch (client) {
            case "producer" -> new KafkaProducer<>(properties);
            case "consumer" -> new KafkaConsumer<>(properties);
            default -> Admin.create(properties);
        };
    }
}
