import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Answers what java.util.regex does. The first argument names a file of cases, the second the file for the answers, one a line.
 * A case is a pattern, a text and a replacement, parted by tabs; what is no printable ASCII character, a backslash included, is
 * written as its four hexadecimal digits behind a backslash and a u. RegexCase of the tools writes the same answers.
 */
public class RegexOracle {
    public static void main(String[] args) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] parts = line.split("\t", -1);
            answers.add(escape(answer(unescape(parts[0]), unescape(parts[1]), unescape(parts[2]))));
        }
        Files.write(Path.of(args[1]), answers);
    }

    private static String answer(String regex, String text, String replacement) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return "refused: " + e.getMessage();
        } catch (IndexOutOfBoundsException e) {
            return "refused: " + e.getMessage() + "\n" + regex;
        }
        try {
            Matcher matcher = pattern.matcher(text);
            StringBuilder answer = new StringBuilder("matches").append(matcher.matches() ? spans(matcher) : " no");
            matcher.reset();
            answer.append(" find");
            for (int i = 0; i < 4; i++) {
                if (!matcher.find()) {
                    answer.append(" no");
                    break;
                }
                answer.append(spans(matcher));
            }
            return answer + " first " + replaced(pattern, text, replacement, false) + " all " + replaced(pattern, text, replacement, true);
        } catch (StackOverflowError | RuntimeException e) {
            return "fails";
        }
    }

    private static String spans(Matcher matcher) {
        StringBuilder spans = new StringBuilder(" [");
        for (int i = 0; i <= matcher.groupCount(); i++) {
            spans.append(i == 0 ? "" : " ").append(matcher.start(i)).append('-').append(matcher.end(i));
        }
        return spans.append(']').toString();
    }

    private static String replaced(Pattern pattern, String text, String replacement, boolean all) {
        try {
            return all ? pattern.matcher(text).replaceAll(replacement) : pattern.matcher(text).replaceFirst(replacement);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(c < ' ' || c > '~' || c == '\\' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '\\';
            plain.append(escaped ? (char) Integer.parseInt(text.substring(i + 2, i + 6), 16) : text.charAt(i));
            i += escaped ? 5 : 0;
        }
        return plain.toString();
    }
}
