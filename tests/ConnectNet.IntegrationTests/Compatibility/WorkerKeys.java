import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.runtime.distributed.Crypto;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;

/**
 * Prints the keys of the Java worker's two modes, and what it says to configurations: each line of the file named by the argument is a
 * mode and properties, separated by tabs.
 */
public final class WorkerKeys {
    public static void main(String[] args) throws Exception {
        List<String> lines = new ArrayList<>();
        keys(lines, "distributed", distributed());
        keys(lines, "standalone", standalone());
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] parts = line.split("\t");
            Map<String, String> properties = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                properties.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            }
            lines.add("says\t" + says(parts[0], properties));
        }
        System.out.println(String.join("\n", lines));
    }

    private static void keys(List<String> lines, String mode, ConfigDef config) {
        for (ConfigDef.ConfigKey key : config.configKeys().values()) {
            String value = key.hasDefault() ? ConfigDef.convertToString(key.defaultValue, key.type) : "required";
            lines.add(String.join("\t", mode, key.name, key.type.name(), String.valueOf(value), key.importance.name()));
        }
    }

    private static ConfigDef distributed() throws Exception {
        Method config = DistributedConfig.class.getDeclaredMethod("config", Crypto.class);
        config.setAccessible(true);
        return (ConfigDef) config.invoke(null, Crypto.SYSTEM);
    }

    private static ConfigDef standalone() throws Exception {
        Field config = StandaloneConfig.class.getDeclaredField("CONFIG");
        config.setAccessible(true);
        return (ConfigDef) config.get(null);
    }

    private static String says(String mode, Map<String, String> properties) {
        try {
            if (mode.equals("distributed")) {
                new DistributedConfig(properties);
            } else {
                new StandaloneConfig(properties);
            }
            return "nothing";
        } catch (Exception e) {
            return e.getMessage();
        }
    }
}
