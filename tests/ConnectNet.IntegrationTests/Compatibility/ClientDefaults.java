import java.time.Duration;
import java.util.*;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

/** What Kafka's own clients do by default. Arguments: bootstrap servers, topic for keys, topic for transactions, group, then patterns. */
public class ClientDefaults {
    public static void main(String[] args) throws Exception {
        String servers = args[0];
        keys(servers, args[1]);
        transactions(servers, args[2]);
        read(servers, args[2], Map.of(), "default");
        for (int i = 4; i < args.length; i++)
            regex(servers, args[3] + i, args[i]);
        System.out.flush();
        // Not closed: the last transaction stays open.
        Runtime.getRuntime().halt(0);
    }

    static void keys(String servers, String topic) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 200; i++)
                System.out.println("key " + i + " " + producer.send(new ProducerRecord<>(topic, "key-" + i, "")).get().partition());
        }
    }

    static void transactions(String servers, String topic) throws Exception {
        var producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "transactional.id", topic), new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        for (String end : new String[] {"committed", "aborted", "open"}) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "k", end)).get();
            if (end.equals("committed"))
                producer.commitTransaction();
            else if (end.equals("aborted"))
                producer.abortTransaction();
        }
        try (var plain = new KafkaProducer<>(Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            plain.send(new ProducerRecord<>(topic, "k", "behind")).get();
        }
    }

    static void read(String servers, String topic, Map<String, Object> more, String label) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", servers);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            var partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long end = consumer.endOffsets(partition).get(partition.get(0));
            while (consumer.position(partition.get(0)) < end)
                for (var record : consumer.poll(Duration.ofMillis(100)))
                    System.out.println(label + " " + record.value());
        }
    }

    static void regex(String servers, String group, String pattern) {
        Map<String, Object> properties = Map.of("bootstrap.servers", servers, "group.id", group);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(Pattern.compile(pattern));
            for (int i = 0; i < 100 && consumer.assignment().isEmpty(); i++)
                consumer.poll(Duration.ofMillis(100));
            System.out.println("regex " + consumer.assignment().stream().map(TopicPartition::topic).sorted().distinct()
                .collect(Collectors.joining(",")));
        }
    }
}
