package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/protocol.md, as far as it is meant for programs. */
public final class ProtocolPage {

    private final String page;

    private ProtocolPage(String page) {
        this.page = page;
    }

    public static ProtocolPage read() {
        try {
            return new ProtocolPage(Files.readString(Path.of("../docs/protocol.md")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The names and values of a block marked {@code example}. A line without a name continues the value before it. */
    public Map<String, String> example(String title) {
        Map<String, String> values = new LinkedHashMap<>();
        String name = "";
        for (String line : block("example " + title)) {
            int equals = line.indexOf(" = ");
            if (equals < 0) {
                values.merge(name, line.strip(), String::concat);
            } else {
                name = line.substring(0, equals).strip();
                values.put(name, line.substring(equals + 3).strip());
            }
        }
        return values;
    }

    public List<String> arrows() {
        return block("arrows");
    }

    /** The titles of all examples, so that none can stand in the page untested. */
    public List<String> exampleTitles() {
        return Pattern.compile("^```example (.+)$", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private List<String> block(String mark) {
        Matcher matcher = Pattern.compile(
                        "^```" + Pattern.quote(mark) + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find())
                .as("a block ```" + mark + " in docs/protocol.md")
                .isTrue();
        return matcher.group(1).lines().filter(line -> !line.isBlank()).toList();
    }
}
