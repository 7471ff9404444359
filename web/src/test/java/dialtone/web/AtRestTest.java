package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on a data directory whose bridge does not run. */
class AtRestTest {

    private static final String ALICE = "abandon ".repeat(11) + "about";
    private static final String BOB = "legal winner thank year wave sausage worth useful legal winner thank yellow";

    private record Ended(int code, String out, String talk) {}

    @TempDir
    Path temp;

    private Ended dialtone(String input, String directory, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter talk = new StringWriter();
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add("--data-dir=" + temp.resolve(directory));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(talk, true))
                    .execute(line.toArray(String[]::new));
            return new Ended(code, out.toString().strip(), talk.toString());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void the_same_words_restore_the_same_card_and_friends_can_be_added_and_removed() throws Exception {
        Ended alice = dialtone(ALICE + "\n", "alice", "restore");
        assertThat(alice.code()).as(alice.talk()).isZero();
        assertThat(alice.out()).startsWith("dialtone:dialr1");
        assertThat(dialtone(ALICE.toUpperCase(java.util.Locale.ROOT).replace(" ", "\n"), "again", "restore")
                        .out())
                .isEqualTo(alice.out());
        assertThat(dialtone("", "alice", "card").out()).isEqualTo(alice.out());

        String bob = dialtone(BOB, "bob", "restore").out();
        assertThat(bob).isNotEqualTo(alice.out());
        Ended added = dialtone("", "alice", "friend", "add", bob, "--name", "Bob");
        assertThat(added.out()).matches("0[23][0-9a-f]{64}\tunverified\tBob");
        assertThat(dialtone("", "alice", "friend", "list").out()).isEqualTo(added.out());
        assertThat(dialtone("", "alice", "friend", "add", alice.out()).talk()).contains("your own");
        assertThat(dialtone("", "alice", "friend", "add", "dialr1nonsense").code())
                .isEqualTo(1);
        assertThat(dialtone("", "alice", "friend", "remove", "Bob").code()).isZero();
        assertThat(dialtone("", "alice", "friend", "list").out()).isEmpty();

        try (Stream<Path> files = Files.walk(temp.resolve("alice/regtest"))) {
            assertThat(files.toList())
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .endsWith("------"));
        }
    }

    @Test
    void wrong_words_are_refused_and_leave_nothing() {
        for (String words : new String[] {"", "abandon", "abandon ".repeat(12), ALICE.replace("about", "abuot")}) {
            Ended end = dialtone(words, "new", "restore");
            assertThat(end.code()).as(words).isEqualTo(1);
            assertThat(end.talk()).contains("backup word").contains("expected");
            assertThat(temp.resolve("new")).doesNotExist();
        }
    }

    @Test
    void words_are_never_taken_from_the_command_line() {
        Ended end = dialtone("", "new", ("restore " + ALICE).split(" "));
        assertThat(end.code()).isEqualTo(2);
        assertThat(temp.resolve("new")).doesNotExist();
    }

    @Test
    void an_identity_is_never_overwritten() {
        String card = dialtone(ALICE, "alice", "restore").out();
        Ended second = dialtone(BOB, "alice", "restore");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.talk()).contains("has an identity already").doesNotContain("defect");
        assertThat(dialtone("", "alice", "card").out()).isEqualTo(card);
    }

    @Test
    void what_needs_links_says_that_no_bridge_runs() throws Exception {
        dialtone(ALICE + "\n", "alice", "restore");
        Path film = Files.createFile(temp.resolve("film.mkv"));
        for (String[] command : new String[][] {
            {"allow", "--list"},
            {"receive", "Bob"},
            {"received"},
            {"forward", "2222:localhost:22", "Bob"},
            {"forward", "-W", "localhost:22", "Bob"},
            {"send", film.toString(), "Bob"}
        }) {
            Ended end = dialtone("", "alice", command);
            assertThat(end.code()).as(end.talk()).isEqualTo(1);
            assertThat(end.talk()).contains("start it with dialtone run");
            assertThat(end.out()).isEmpty();
        }
        assertThat(dialtone("", "alice", "send", "missing.mkv", "Bob").talk()).contains("There is no file");
        assertThat(dialtone("", "alice", "forward", "localhost:22", "Bob").code())
                .isEqualTo(2);
        assertThat(dialtone("", "alice", "forward", "2222:localhost", "Bob").talk())
                .contains("localhost:22");
        assertThat(dialtone("", "alice", "allow", "Bob").code()).isEqualTo(2);
    }

    @Test
    void inspect_works_without_any_data() {
        Ended payload = dialtone("", "none", "inspect", "44540101" + "00".repeat(100));
        assertThat(payload.code()).as(payload.talk()).isZero();
        assertThat(payload.out())
                .contains("flag")
                .contains("introduction frame")
                .contains("recipient");
        assertThat(temp.resolve("none")).doesNotExist();
    }
}
