import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.runtime.distributed.ExtendedAssignment;
import org.apache.kafka.connect.runtime.distributed.ExtendedWorkerState;
import org.apache.kafka.connect.runtime.distributed.IncrementalCooperativeAssignor;
import org.apache.kafka.connect.runtime.distributed.IncrementalCooperativeConnectProtocol;
import org.apache.kafka.connect.runtime.distributed.WorkerCoordinator.ConnectorsAndTasks;
import org.apache.kafka.connect.storage.ClusterConfigState;
import org.apache.kafka.connect.util.ConnectorTaskId;

/**
 * Plays groups that change at random and writes what Kafka's own assignor tells each member in each round:
 * {@code java -cp 'KAFKA_HOME/libs/*' AssignorOracle.java assignor.json}. One line is one round; a round numbered 0 starts a new leader.
 * Work is a text, connectors first: {@code "a b a-0 b-1"}.
 */
public class AssignorOracle {
    private static final int SCENARIOS = 60;
    private static final int ROUNDS = 20;

    private final Random random;
    private final int maxDelay;
    private final IncrementalCooperativeAssignor assignor;
    private final Map<String, ExtendedAssignment> members = new LinkedHashMap<>();
    private final StringBuilder out;
    private Map<String, Integer> configured = new TreeMap<>();
    private long now = 1_000_000;
    private int joined;

    public static void main(String[] args) throws Exception {
        StringBuilder out = new StringBuilder("[\n");
        for (int seed = 0; seed < SCENARIOS; seed++) {
            new AssignorOracle(seed, out).play();
        }
        out.setLength(out.length() - 2);
        Files.write(Paths.get(args[0]), out.append("\n]\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private AssignorOracle(int seed, StringBuilder out) {
        this.random = new Random(seed);
        this.out = out;
        this.maxDelay = new int[] {300_000, 0, 20_000}[seed % 3];
        Time time = (Time) java.lang.reflect.Proxy.newProxyInstance(
            Time.class.getClassLoader(), new Class<?>[] {Time.class}, (proxy, method, ignored) -> now);
        this.assignor = new IncrementalCooperativeAssignor(new LogContext(), time, maxDelay);
    }

    private void play() throws Exception {
        int completed = -1;
        join();
        configure();
        for (int round = 0; round < ROUNDS; round++) {
            int generation = round + 1;
            Map<String, ExtendedAssignment> told = rebalance(round, completed, generation);
            // Now and then a round reaches nobody, or not everybody.
            boolean lost = random.nextInt(12) == 0;
            for (Map.Entry<String, ExtendedAssignment> entry : told.entrySet()) {
                if (!lost && random.nextInt(25) != 0) {
                    members.put(entry.getKey(), merge(members.get(entry.getKey()), entry.getValue()));
                }
            }
            completed = lost ? completed : generation;
            change();
        }
    }

    private void change() {
        switch (random.nextInt(9)) {
            case 0: configure(); break;
            case 1: join(); break;
            case 2: join(); join(); join(); break;
            case 3: if (members.size() > 1) {
                members.remove(new ArrayList<>(members.keySet()).get(random.nextInt(members.size())));
            } break;
            case 4: if (members.size() > 1) {
                members.remove(new ArrayList<>(members.keySet()).get(random.nextInt(members.size())));
                join();
            } break;
            case 5: now += random.nextInt(5); break;
            case 6: now += Math.max(maxDelay, 100); break;
            default: now += random.nextInt(100_000); break;
        }
    }

    private void join() {
        members.put("w-" + Integer.toHexString(random.nextInt()) + "-" + joined++, null);
    }

    private void configure() {
        configured = new TreeMap<>();
        for (int i = random.nextInt(14); i >= 0; i--) {
            configured.put("c" + random.nextInt(20), random.nextInt(4));
        }
    }

    private Map<String, ExtendedAssignment> rebalance(int round, int completed, int generation) throws Exception {
        Map<String, Map<String, String>> configs = new HashMap<>();
        configured.keySet().forEach(connector -> configs.put(connector, Collections.emptyMap()));
        ClusterConfigState state = new ClusterConfigState(generation, null, new HashMap<>(configured), configs, new HashMap<>(), new HashMap<>(),
            new HashMap<>(), new HashMap<>(), new HashMap<>(), Collections.emptySet(), Collections.emptySet());
        Map<String, ConnectorsAndTasks> held = new HashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        for (Map.Entry<String, ExtendedAssignment> entry : members.entrySet()) {
            ExtendedAssignment sent = overTheWire(entry.getValue());
            held.put(entry.getKey(), new ConnectorsAndTasks.Builder().with(sent.connectors(), sent.tasks()).build());
            shown.put(entry.getKey(), text(sent.connectors(), sent.tasks()));
        }

        Method assign = IncrementalCooperativeAssignor.class.getDeclaredMethod(
            "performTaskAssignment", ClusterConfigState.class, int.class, int.class, Map.class);
        assign.setAccessible(true);
        Object decided = assign.invoke(assignor, state, completed, generation, held);
        Field field = IncrementalCooperativeAssignor.class.getDeclaredField("delay");
        field.setAccessible(true);
        int delay = field.getInt(assignor);
        Map<String, ExtendedAssignment> told = new LinkedHashMap<>();
        out.append("{\"round\":").append(round).append(",\"maxDelay\":").append(maxDelay).append(",\"now\":").append(now)
            .append(",\"completed\":").append(completed).append(",\"configured\":\"").append(configured.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(" ")))
            .append("\",\"held\":").append(json(shown, true)).append(",\"delay\":").append(delay);
        Map<String, String> given = new TreeMap<>();
        Map<String, String> revoked = new TreeMap<>();
        for (String member : members.keySet()) {
            ExtendedAssignment assignment = new ExtendedAssignment((short) 2, (short) 0, "leader", "http://leader/", generation,
                Answers.of(decided, "newlyAssignedConnectors", member), Answers.of(decided, "newlyAssignedTasks", member),
                Answers.of(decided, "newlyRevokedConnectors", member), Answers.of(decided, "newlyRevokedTasks", member), delay);
            told.put(member, assignment);
            given.put(member, text(assignment.connectors(), assignment.tasks()));
            revoked.put(member, sorted(assignment.revokedConnectors(), assignment.revokedTasks()));
        }
        out.append(",\"given\":").append(json(given, false)).append(",\"revoked\":").append(json(revoked, false)).append("},\n");
        return told;
    }

    /** As a member does: what is new, then what it keeps. */
    private static ExtendedAssignment merge(ExtendedAssignment held, ExtendedAssignment told) {
        List<String> connectors = new ArrayList<>(told.connectors());
        List<ConnectorTaskId> tasks = new ArrayList<>(told.tasks());
        if (held != null) {
            held.connectors().stream().filter(connector -> !told.revokedConnectors().contains(connector)).forEach(connectors::add);
            held.tasks().stream().filter(task -> !told.revokedTasks().contains(task)).forEach(tasks::add);
        }
        return new ExtendedAssignment((short) 2, (short) 0, "leader", "http://leader/", told.offset(),
            connectors.stream().distinct().collect(Collectors.toList()), tasks.stream().distinct().collect(Collectors.toList()),
            Collections.emptyList(), Collections.emptyList(), 0);
    }

    private static ExtendedAssignment overTheWire(ExtendedAssignment held) {
        ByteBuffer bytes = IncrementalCooperativeConnectProtocol.serializeMetadata(new ExtendedWorkerState("http://member/", 1, held), true);
        return IncrementalCooperativeConnectProtocol.deserializeMetadata(bytes).assignment();
    }

    private static String text(Collection<String> connectors, Collection<ConnectorTaskId> tasks) {
        return Stream.concat(connectors.stream(), tasks.stream().map(ConnectorTaskId::toString)).collect(Collectors.joining(" "));
    }

    private static String sorted(Collection<String> connectors, Collection<ConnectorTaskId> tasks) {
        return text(connectors.stream().sorted().collect(Collectors.toList()), tasks.stream().sorted().collect(Collectors.toList()));
    }

    private static String json(Map<String, String> values, boolean all) {
        return values.entrySet().stream().filter(entry -> all || !entry.getValue().isEmpty()).map(entry -> '"' + entry.getKey() + "\":\"" + entry.getValue() + '"').collect(Collectors.joining(",", "{", "}"));
    }

    private static final class Answers {
        @SuppressWarnings("unchecked")
        static <T> Collection<T> of(Object decided, String method, String member) throws Exception {
            Method getter = decided.getClass().getDeclaredMethod(method, String.class);
            getter.setAccessible(true);
            return (Collection<T>) getter.invoke(decided, member);
        }
    }
}
