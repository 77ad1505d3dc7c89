import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;

/**
 * Writes what this Java's Character class knows of every code point into two files, which the Sdk embeds for its Java regular expressions:
 * properties, scripts and blocks (first argument) and names (second argument). Java.Regex.UnicodeTables and UnicodeNames read them.
 * Runs with --add-opens for java.base/java.lang and java.base/java.util.regex.
 */
public class CharacterTables {
    public static void main(String[] args) throws Exception {
        Files.write(Path.of(args[0]), deflate(properties()));
        Files.write(Path.of(args[1]), deflate(names()));
    }

    private static byte[] properties() throws Exception {
        Class<?> grapheme = Class.forName("java.util.regex.Grapheme");
        Method breakType = open(grapheme.getDeclaredMethod("getType", int.class));
        Map<List<Integer>, Integer> kinds = new LinkedHashMap<>();
        List<int[]> runs = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            List<Integer> kind = List.of(Character.getType(c), Character.UnicodeScript.of(c).ordinal(), (Integer) breakType.invoke(null, c),
                flags(c), Character.toUpperCase(c) - c, Character.toLowerCase(c) - c);
            int number = kinds.computeIfAbsent(kind, k -> kinds.size());
            if (!runs.isEmpty() && runs.get(runs.size() - 1)[1] == number) {
                runs.get(runs.size() - 1)[0]++;
            } else {
                runs.add(new int[] {1, number});
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, kinds.size());
        for (List<Integer> kind : kinds.keySet()) {
            for (int i = 0; i < kind.size(); i++) {
                int value = kind.get(i);
                number(out, i < 4 ? value : value << 1 ^ value >> 31);
            }
        }
        number(out, runs.size());
        for (int[] run : runs) {
            number(out, run[0]);
            number(out, run[1]);
        }
        out.write((scripts() + "\n" + blocks()).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static int flags(int c) {
        boolean[] all = {
            Character.isAlphabetic(c), Character.isIdeographic(c), Character.isLowerCase(c), Character.isUpperCase(c),
            Character.isJavaIdentifierStart(c), Character.isJavaIdentifierPart(c), Character.isUnicodeIdentifierStart(c),
            Character.isUnicodeIdentifierPart(c), Character.isIdentifierIgnorable(c), Character.isMirrored(c), Character.isWhitespace(c)};
        int flags = 0;
        for (int i = 0; i < all.length; i++) {
            flags |= all[i] ? 1 << i : 0;
        }
        return flags;
    }

    /** A line for each script, in the order of its number: the names it has, upper case. */
    private static String scripts() throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Character.UnicodeScript> aliases =
            (Map<String, Character.UnicodeScript>) open(Character.UnicodeScript.class.getDeclaredField("aliases")).get(null);
        StringBuilder lines = new StringBuilder();
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            TreeSet<String> names = new TreeSet<>();
            aliases.forEach((name, aliased) -> {
                if (aliased == script) {
                    names.add(name);
                }
            });
            names.remove(script.name());
            lines.append(script.name());
            names.forEach(name -> lines.append('\t').append(name));
            lines.append('\n');
        }
        return lines.toString();
    }

    /** A line for each run of code points of one block: first and last in hexadecimal, its name, other names it has, upper case. */
    private static String blocks() throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Character.UnicodeBlock> map =
            (Map<String, Character.UnicodeBlock>) open(Character.UnicodeBlock.class.getDeclaredField("map")).get(null);
        Map<Character.UnicodeBlock, TreeSet<String>> names = new LinkedHashMap<>();
        new TreeMap<>(map).forEach((name, block) -> names.computeIfAbsent(block, b -> new TreeSet<>()).add(name));
        StringBuilder lines = new StringBuilder();
        int first = 0;
        for (int c = 1; c <= Character.MAX_CODE_POINT + 1; c++) {
            Character.UnicodeBlock block = Character.UnicodeBlock.of(first);
            if (c <= Character.MAX_CODE_POINT && Character.UnicodeBlock.of(c) == block) {
                continue;
            }
            if (block != null) {
                line(lines, Integer.toHexString(first) + '\t' + Integer.toHexString(c - 1), block, names.remove(block));
            }
            first = c;
        }
        // A block without a character: its name is known and matches nothing.
        names.forEach((block, all) -> line(lines, "1\t0", block, all));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String range, Character.UnicodeBlock block, TreeSet<String> names) {
        lines.append(range).append('\t').append(block);
        names.remove(block.toString());
        names.forEach(name -> lines.append('\t').append(name));
        lines.append('\n');
    }

    /** For each named code point: how far from the one before, how many characters the name shares with that one's, the rest, a line feed. */
    private static byte[] names() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int last = -1;
        String before = "";
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String name = Character.getName(c);
            if (name == null || name.equals(derived(c))) {
                continue;
            }
            int shared = 0;
            while (shared < Math.min(name.length(), before.length()) && name.charAt(shared) == before.charAt(shared)) {
                shared++;
            }
            number(out, c - last);
            number(out, shared);
            out.writeBytes((name.substring(shared) + "\n").getBytes(StandardCharsets.US_ASCII));
            last = c;
            before = name;
        }
        return out.toByteArray();
    }

    private static String derived(int c) {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(c);
        String hex = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
        return block == null ? hex : block.toString().replace('_', ' ') + " " + hex;
    }

    private static void number(ByteArrayOutputStream out, int value) {
        for (; value > 0x7f || value < 0; value >>>= 7) {
            out.write(value & 0x7f | 0x80);
        }
        out.write(value);
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] buffer = new byte[data.length + 64];
        int length = deflater.deflate(buffer);
        return java.util.Arrays.copyOf(buffer, length);
    }

    private static Field open(Field field) {
        field.setAccessible(true);
        return field;
    }

    private static Method open(Method method) {
        method.setAccessible(true);
        return method;
    }
}
