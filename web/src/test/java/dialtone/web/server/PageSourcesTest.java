package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Text from outside stays text: nothing in the page's sources can turn it into markup or code (threat W6). */
class PageSourcesTest {

    private static final Pattern IN_TEMPLATES = Pattern.compile(
            "\\$unsafe|<script(?![^>]*\\bsrc=)|\\son[a-z]+\\s*=|\\bstyle\\s*=|javascript:|<iframe|<object|<embed");
    private static final Pattern IN_SCRIPTS =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\s*\\.\\s*write"
                    + "|\\beval\\s*\\(|new\\s+Function\\b|createContextualFragment|setHTMLUnsafe|parseHTMLUnsafe|DOMParser|srcdoc"
                    + "|javascript:|set(Timeout|Interval)\\s*\\(\\s*['\"`]|setAttribute\\s*\\(\\s*['\"`]on");

    private static List<Path> files(String directory, String ending) {
        Path root = Path.of(directory);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> none(List<Path> files, Pattern forbidden) {
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                    var matcher = forbidden.matcher(Files.readString(file));
                    assertThat(matcher.results().map(found -> found.group()).toList())
                            .as(file + " turns text into markup or code")
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> templates_escape_everything_and_have_no_inline_code() {
        List<Path> templates = files("src/main/jte", ".jte");
        assertThat(templates).isNotEmpty();
        return none(templates, IN_TEMPLATES);
    }

    @TestFactory
    Stream<DynamicTest> scripts_never_make_markup_or_code_from_text() {
        return none(files("src/main/resources/static", ".js"), IN_SCRIPTS);
    }

    @Test
    void the_patterns_find_what_they_forbid() {
        for (String bad : List.of("$unsafe{x}", "<script>x</script>", "<b onclick=\"x\">", "<p style=\"x\">")) {
            assertThat(IN_TEMPLATES.matcher(bad).find()).as(bad).isTrue();
        }
        for (String bad : List.of(
                "a.innerHTML = b",
                "a.outerHTML",
                "a.insertAdjacentHTML(",
                "document.write(x)",
                "eval(x)",
                "new Function(x)",
                "setTimeout('x')",
                "el.setAttribute('onclick', x)")) {
            assertThat(IN_SCRIPTS.matcher(bad).find()).as(bad).isTrue();
        }
        assertThat(IN_TEMPLATES
                        .matcher("<script type=\"module\" src=\"/static/app.js\"></script>")
                        .find())
                .isFalse();
    }
}
