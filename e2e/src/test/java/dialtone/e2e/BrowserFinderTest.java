package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserFinderTest {

    @TempDir
    Path dir;

    private Path onPath;
    private Path known;
    private Path playwrights;

    @BeforeEach
    void threeBrowsers() throws IOException {
        onPath = executable("bin/google-chrome");
        known = executable("opt/chrome");
        playwrights = executable("cache/chrome");
    }

    @Test
    void theVariableGoesFirst() throws IOException {
        Path wanted = executable("mine/chrome");
        assertThat(finder(Map.of(
                                "DIALTONE_BROWSER",
                                wanted.toString(),
                                "PATH",
                                dir.resolve("bin").toString()))
                        .find(playwrights))
                .contains(wanted);
    }

    @Test
    void aVariableThatNamesNoBrowserIsAnErrorAndNotASkip() {
        BrowserFinder finder = finder(Map.of(
                "DIALTONE_BROWSER",
                dir.resolve("gone").toString(),
                "PATH",
                dir.resolve("bin").toString()));
        assertThatThrownBy(() -> finder.find(playwrights))
                .hasMessageContaining("DIALTONE_BROWSER is " + dir.resolve("gone"));
    }

    @Test
    void pathGoesBeforeKnownPlacesAndThoseBeforePlaywrightsOwn() throws IOException {
        Map<String, String> environment = Map.of("PATH", dir.resolve("bin").toString());
        assertThat(finder(environment).find(playwrights)).contains(onPath);
        Files.delete(onPath);
        assertThat(finder(environment).find(playwrights)).contains(known);
        Files.delete(known);
        assertThat(finder(environment).find(playwrights)).contains(playwrights);
        Files.delete(playwrights);
        assertThat(finder(environment).find(playwrights)).isEmpty();
    }

    private BrowserFinder finder(Map<String, String> environment) {
        return new BrowserFinder(environment, List.of(known));
    }

    private Path executable(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
