import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.text.DateFormatSymbols;
import java.text.ParsePosition;
import java.text.SimpleDateFormat;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;

/**
 * Writes what java.text.SimpleDateFormat makes of patterns, texts and points in time, drawn at random from a fixed seed: one line each,
 * "kind TAB pattern TAB input TAB result". Kinds: format, parse, pattern (refused), date (java.util.Date.toString). A result is
 * milliseconds, a text, or "!" and the refusal. Years of two digits begin in December 1946.
 */
public class DatesOracle {
    private static final String LETTERS = "GyYMLwWDdFEuaHkKhmsSzZX";
    private static final String[] SEPARATORS = {"-", "/", " ", ":", "T", ".", ",", "''", "'T'", "'at '", "  ", "", "", "_", "é"};
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");
    private static final Random RANDOM = new Random(20261201);
    private static final Set<String> LINES = new LinkedHashSet<>();

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        TimeZone.setDefault(UTC);
        known();
        for (int i = 0; i < 900; i++) {
            String pattern = pattern(1 + RANDOM.nextInt(6));
            long time = time();
            format(pattern, time);
            parse(pattern, text(pattern, time));
            parse(pattern, mutated(text(pattern, time)));
            parse(pattern, mutated(mutated(text(pattern, time))));
        }
        for (int i = 0; i < 700; i++) {
            weeks();
        }
        zones();
        for (int i = 0; i < 60; i++) {
            date(time());
        }
        try (PrintWriter out = new PrintWriter(arguments[0], StandardCharsets.UTF_8)) {
            LINES.forEach(out::println);
        }
    }

    private static void known() {
        for (String pattern : new String[] {"", "b", "yyyy-MM-dd T", "'", "yyyy'", "'''", "XXXX", "XXXXb", "XXXX'", "bXXXX", "yyyy-MM-ddTHH", "Q", "e", "é'", "x", "yyyyVV"}) {
            format(pattern, 0);
        }
        String[][] texts = {
            {"YYYY-MM-dd HH:mm:ss", "2024-01-31 12:34:56"}, {"yyyy-'W'ww", "2024-W05"}, {"YYYY-'W'ww-u", "2024-W05-3"}, {"YYYY-'W'ww-u", "2024-W01-9"},
            {"YYYY-'W'ww-u", "2024-W53-0"}, {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 IST"}, {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 PST"},
            {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 Pacific Daylight Time"}, {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 gmt+5:30"},
            {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 GMT+05"}, {"yyyy-MM-dd HH:mm z", "2024-07-01 10:00 GMT-"}, {"HH Z", "10 +1:00"}, {"HH Z", "10 +01:00"},
            {"HH Z", "10 +2400"}, {"HH Z", "10 +0160"}, {"HH Z", "10 Z"}, {"HH X", "10 Z"}, {"HH X", "10 +01"}, {"HH X", "10 +0130"}, {"HH XX", "10 +01"},
            {"HH XX", "10 +01:30"}, {"HH XX", "10 +0130"}, {"HH XXX", "10 +01:30"}, {"HH XXX", "10 +0130"}, {"HH XXX", "10 z"}, {"HH X", "10 GMT"},
            {"yyyyMMdd", "20240131"}, {"yyyyMMdd", "2024131"}, {"yyyyMMdd", "-0240131"}, {"yy-MM-dd", "46-11-30"}, {"yy-MM-dd", "46-12-02"},
            {"yy-MM-dd", "47-1-1"}, {"yy-MM-dd", "1-1-1"}, {"yy-MM-dd", "-1-1-1"}, {"y", "99999999999"}, {"y", "99999999999999999999"}, {"y", "2E3"},
            {"y", "2E-1"}, {"y", "25E-1"}, {"y", "1E99"}, {"y", "NaN"}, {"y", "∞"}, {"y", "-∞"}, {"y", "２０２４"}, {"y", "٢٠٢٤"}, {"yy", "２４"}, {"yyyy", "  2024"},
            {"MMM", " Jan"}, {"MMM", "JANUARY"}, {"MMMM", "sep"}, {"MMM", "ſep"}, {"E", "Fri"}, {"EEEE d MMM yyyy", "Monday 1 Jan 2024"}, {"yyyy-MM-dd", "1582-10-10"},
            {"yyyy-MM-dd", "1582-10-04"}, {"yyyy-MM-dd", "1582-10-15"}, {"yyyy-DDD", "1582-300"}, {"yyyy-DDD", "1582-270"}, {"yyyy-MM-dd", "0000-01-01"},
            {"yyyy-MM-dd", "1500-02-29"}, {"yyyy-MM-dd", "2024-13-45"}, {"yyyy-MM-dd", "2024-00-00"}, {"yyyy-MM-dd", "2024--5--5"}, {"hh a", "12 AM"}, {"hh a", "12 PM"},
            {"KK a", "12 PM"}, {"kk", "24"}, {"HH a", "10 PM"}, {"hh HH", "10 11"}, {"HH hh a", "10 11 pm"}, {"yyyy-MM F E", "2024-01 5 Fri"}, {"yyyy-MM F u", "2024-02 -1 5"},
            {"yyyy-MM W E", "2024-01 1 Sun"}, {"G yyyy", "BC 0044"}, {"G YYYY ww", "BC 2024 03"}, {"GGGG y", "Before Christ 5"}, {"yyyy u", "2024 9"}, {"dd MMM", "05 E"},
            {"yyyy-MM-dd'T'HH:mm:ss.SSSX", "2024-02-29T23:59:59.999-03"}, {"yyyy-MM-dd HH:mm:ss.SSSSSS", "2024-01-01 00:00:00.123456"}, {"dd.MM.yyyy HH:mm", "1.2.3 4:5"},
            {"d", "\t7"}, {"HHmm", "12 30"}, {"yyyy", ""}, {"'x'", "x"}, {"'x'", "y"}, {"", "x"}, {"SSS", "1234567890123"}, {"DDD yyyy MM", "045 2024 03"}, {"MM yyyy DDD", "03 2024 045"},
            {"yyyy ww MM", "2024 10 03"}, {"yyyy MM ww", "2024 03 10"}, {"yyyy ww dd", "2024 10 03"}, {"dd ww yyyy E", "03 10 2024 Tue"}, {"yyyy E", "2024 Tue"},
        };
        for (String[] row : texts) {
            parse(row[0], row[1]);
        }
    }

    private static void weeks() {
        String[] days = {"E", "u", "F", "W", "w", "D", "d", "M", "y", "Y", "G"};
        StringBuilder pattern = new StringBuilder();
        StringBuilder text = new StringBuilder();
        Set<String> used = new HashSet<>();
        for (int i = 2 + RANDOM.nextInt(5); i > 0; i--) {
            String letter = days[RANDOM.nextInt(days.length)];
            if (used.add(letter)) {
                pattern.append(pattern.length() == 0 ? "" : " ").append(letter);
                text.append(text.length() == 0 ? "" : " ").append(weekText(letter));
            }
        }
        parse(pattern.toString(), text.toString());
    }

    private static String weekText(String letter) {
        switch (letter) {
            case "E": return text("E", time());
            case "G": return RANDOM.nextInt(4) == 0 ? "BC" : "AD";
            case "y": case "Y": return String.valueOf(RANDOM.nextInt(5) == 0 ? 1575 + RANDOM.nextInt(15) : 1900 + RANDOM.nextInt(150));
            case "D": return String.valueOf(RANDOM.nextInt(400) - 10);
            case "M": return String.valueOf(RANDOM.nextInt(6) == 0 ? RANDOM.nextInt(50) - 20 : 1 + RANDOM.nextInt(12));
            case "w": return String.valueOf(RANDOM.nextInt(60) - 3);
            case "d": return String.valueOf(RANDOM.nextInt(40) - 3);
            default: return String.valueOf(RANDOM.nextInt(12) - 2);
        }
    }

    private static void zones() {
        String[] times = {"2024-01-15 10:00", "2024-07-15 10:00", "1985-07-15 10:00", "2012-07-01 00:00", "1975-01-15 10:00"};
        Set<String> names = new LinkedHashSet<>(Arrays.asList("UTC", "GMT"));
        for (String[] zone : new DateFormatSymbols(Locale.ENGLISH).getZoneStrings()) {
            names.addAll(Arrays.asList(zone).subList(1, 5));
        }
        for (String name : names) {
            parse("yyyy-MM-dd HH:mm z", "2024-07-15 10:00 " + (RANDOM.nextInt(6) == 0 ? name.toUpperCase(Locale.ROOT) : name));
            parse("yyyy-MM-dd HH:mm z", times[RANDOM.nextInt(times.length)] + " " + name);
        }
    }

    private static String pattern(int fields) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            char letter = LETTERS.charAt(RANDOM.nextInt(LETTERS.length()));
            pattern.append(String.valueOf(letter).repeat(1 + RANDOM.nextInt(letter == 'X' ? 3 : 5)));
            pattern.append(i + 1 == fields ? "" : SEPARATORS[RANDOM.nextInt(SEPARATORS.length)].replace("T", "'T'").replace("''T''", "'T'"));
        }
        return pattern.toString();
    }

    private static long time() {
        switch (RANDOM.nextInt(6)) {
            case 0: return (long) (RANDOM.nextDouble() * 8e14) - 400_000_000_000_000L;
            case 1: return -12_219_292_800_000L + (long) ((RANDOM.nextDouble() - 0.5) * 4e10);
            case 2: return 86_400_000L * (365L * (RANDOM.nextInt(200) - 100) + RANDOM.nextInt(40) - 20);
            default: return (long) (RANDOM.nextDouble() * 5e12) - 1_500_000_000_000L;
        }
    }

    private static String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        int at = RANDOM.nextInt(text.length() + 1);
        String characters = "0123456789-+: ZzEAa٣∞.";
        char c = characters.charAt(RANDOM.nextInt(characters.length()));
        if (at == text.length() || RANDOM.nextInt(3) == 0) {
            mutated.insert(at, c);
        } else if (RANDOM.nextBoolean()) {
            mutated.setCharAt(at, c);
        } else {
            mutated.deleteCharAt(at);
        }
        return mutated.toString();
    }

    private static SimpleDateFormat of(String pattern) {
        SimpleDateFormat format = new SimpleDateFormat(pattern);
        format.setTimeZone(UTC);
        format.set2DigitYearStart(new Date(-728_564_400_000L));
        return format;
    }

    private static String text(String pattern, long time) {
        return of(pattern).format(new Date(time));
    }

    private static void format(String pattern, long time) {
        try {
            line("format", pattern, String.valueOf(time), text(pattern, time));
        } catch (IllegalArgumentException e) {
            line("pattern", pattern, "", "!" + e.getMessage());
        }
    }

    private static void parse(String pattern, String text) {
        ParsePosition position = new ParsePosition(0);
        Date time = of(pattern).parse(text, position);
        line("parse", pattern, text, time == null || position.getIndex() == 0 ? "!" : String.valueOf(time.getTime()));
    }

    private static void date(long time) {
        line("date", "", String.valueOf(time), new Date(time).toString());
    }

    private static void line(String... cells) {
        LINES.add(String.join("\t", Arrays.stream(cells).map(cell -> cell.replace("\\", "\\\\").replace("\t", "\\t")).toArray(String[]::new)));
    }
}
