package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/library.md promises that its program compiles, runs, and prints what stands below it. */
class LibraryPageTest {

    private static final Pattern PROGRAM =
            Pattern.compile("^```java\n(.*?)^```\n\n```\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final String CLASS_NAME = "TwoCalls";

    private final String page = Files.readString(Path.of("../docs/library.md"));

    @TempDir
    private Path folder;

    LibraryPageTest() throws IOException {}

    @Test
    void the_program_of_the_page_compiles_and_prints_what_the_page_says() throws Exception {
        Matcher program = PROGRAM.matcher(page);
        assertThat(program.find()).as("a program and its output").isTrue();
        Path source = Files.writeString(folder.resolve(CLASS_NAME + ".java"), program.group(1));

        compile(source);

        assertThat(outputOfMain()).isEqualTo(program.group(2));
        assertThat(program.find()).as("a second program, which nobody runs").isFalse();
    }

    @Test
    void the_page_names_the_version_there_is() throws IOException {
        Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(page).contains("<version>" + version.group(1) + "</version>");
    }

    private void compile(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of("--release", "17", "-Xlint:all", "-d", folder.toString(), "-cp", classPath()),
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
        assertThat(complaints.toString()).isEmpty();
    }

    private String outputOfMain() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(CLASS_NAME).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String classPath() {
        return Path.of("target/classes").toAbsolutePath().toString();
    }
}
