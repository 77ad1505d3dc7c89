import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** Reads the offsets file given first and prints its entries; writes a file with the same entries and one more to the second path. */
public class OffsetsFile {
    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        HashMap<byte[], byte[]> map;
        try (var in = new ObjectInputStream(new FileInputStream(args[0]))) {
            map = (HashMap<byte[], byte[]>) in.readObject();
        }
        var lines = new TreeSet<String>();
        map.forEach((k, v) -> lines.add(new String(k, StandardCharsets.UTF_8) + "=" + new String(v, StandardCharsets.UTF_8)));
        lines.forEach(System.out::println);
        map.put("[\"java\",{\"n\":1}]".getBytes(StandardCharsets.UTF_8), "{\"position\":7}".getBytes(StandardCharsets.UTF_8));
        try (var out = new ObjectOutputStream(new FileOutputStream(args[1]))) {
            out.writeObject(map);
        }
    }
}
