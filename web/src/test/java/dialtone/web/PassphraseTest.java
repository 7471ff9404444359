package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.vault.VaultException;
import dialtone.signaling.Chain;
import dialtone.web.server.BridgeApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys sealed with a passphrase, from the command line and from a bridge that starts locked. The vault is the real one. */
class PassphraseTest {

    private static final String WORDS = "abandon ".repeat(11) + "about";
    private static final String FIRST = "correct horse battery";
    private static final String SECOND = "staple of another k\u00efnd";

    private record Ended(int code, String out, String talk) {}

    @TempDir
    Path temp;

    private Ended dialtone(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter talk = new StringWriter();
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add("--data-dir=" + temp.resolve("alice"));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(talk, true))
                    .execute(line.toArray(String[]::new));
            Ended ended = new Ended(code, out.toString().strip(), talk.toString());
            assertThat(ended.toString()).doesNotContain(FIRST).doesNotContain(SECOND);
            return ended;
        } finally {
            System.setIn(before);
        }
    }

    private String file(String name, String content) throws IOException {
        Path file = temp.resolve(name);
        OwnerOnly.write(file, content);
        return file.toString();
    }

    private static Passphrase typed(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private DataDir dir() {
        return DataDir.of(Optional.of(temp.resolve("alice")), Chain.REGTEST);
    }

    @Test
    void a_passphrase_is_set_asked_for_changed_and_removed() throws Exception {
        String card = dialtone(WORDS, "restore").out();
        String first = file("first", FIRST + "\r\nmore\n");
        String second = file("second", SECOND);

        assertThat(dialtone("", "passphrase", "--remove").talk()).contains("no passphrase to remove");
        Ended set = dialtone(FIRST + "\n", "passphrase");
        assertThat(set.code()).as(set.talk()).isZero();
        assertThat(set.talk()).contains("Every start asks");

        Ended locked = dialtone(FIRST, "card");
        assertThat(locked.code()).isEqualTo(1);
        assertThat(locked.talk()).contains("sealed with a passphrase").contains("--passphrase-file");
        assertThat(dialtone("", "friend", "list", "--passphrase-file", second))
                .matches(end -> end.code() == 1 && end.talk().contains("does not open the keys"));
        assertThat(dialtone("", "card", "--passphrase-file", first).out()).isEqualTo(card);

        Ended changed = dialtone("", "passphrase", "--passphrase-file", first, "--new-passphrase-file", second);
        assertThat(changed.code()).as(changed.talk()).isZero();
        assertThat(dialtone("", "card", "--passphrase-file", first).code()).isEqualTo(1);

        Ended removed = dialtone("staple of another k\u0069\u0308nd\n", "passphrase", "--remove");
        assertThat(removed.code()).as(removed.talk()).isZero();
        assertThat(removed.talk()).contains("lie open");
        assertThat(dialtone("", "card").out()).isEqualTo(card);
    }

    @Test
    void restored_keys_can_be_sealed_from_the_beginning_and_a_weak_passphrase_leaves_nothing() throws Exception {
        Ended weak = dialtone(WORDS, "restore", "--passphrase-file", file("weak", "hunter2\n"));
        assertThat(weak.code()).isEqualTo(1);
        assertThat(weak.talk()).contains("at least 12 characters, got 7");
        assertThat(dialtone(WORDS, "restore", "--passphrase-file", file("none", ""))
                        .talk())
                .contains("no passphrase in its first line");
        assertThat(Files.exists(dir().path().resolve("dialtone.db"))).isFalse();

        String first = file("first", FIRST);
        Files.setPosixFilePermissions(Path.of(first), PosixFilePermissions.fromString("rw-r--r--"));
        Ended restored = dialtone(WORDS, "restore", "--passphrase-file", first);
        assertThat(restored.code()).as(restored.talk()).isZero();
        assertThat(restored.talk()).contains("other users can read");
        assertThat(dialtone("", "card").code()).isEqualTo(1);
        assertThat(dialtone(WORDS, "restore").talk()).contains("has an identity already");
        assertThat(dialtone("", "card", "--passphrase-file", first).out()).isEqualTo(restored.out());
    }

    @Test
    void a_passphrase_is_never_taken_from_the_command_line() {
        assertThat(dialtone("", "passphrase", "hunter2-hunter2").code()).isEqualTo(2);
        assertThat(dialtone("", "passphrase", "--passphrase=hunter2-hunter2").code())
                .isEqualTo(2);
        assertThat(temp.resolve("alice")).doesNotExist();
    }

    /** What a tab hears. */
    private static final class Listening implements Tab {
        final BlockingQueue<ToBrowser> heard = new LinkedBlockingQueue<>();

        @Override
        public void send(ToBrowser message) {
            heard.add(message);
        }

        @Override
        public void close() {}

        ToBrowser next() throws InterruptedException {
            return heard.poll(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_locked_bridge_says_so_lets_one_try_at_a_time_and_welcomes_the_tab_that_waits() throws Exception {
        dialtone(WORDS, "restore", "--passphrase-file", file("first", FIRST));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (PersonalBridge alice = PersonalBridge.atRest(dir())) {
            assertThat(alice.owner()).isEqualTo(new BridgeApi.Owner("", "regtest", true, true));
            for (Callable<?> question : List.<Callable<?>>of(alice::card, alice::friends, alice::node)) {
                assertThat(refusal(question)).isEqualTo(BridgeApi.Refused.LOCKED);
            }
            Listening early = new Listening();
            Listening tab = new Listening();
            alice.tabs().attach(early);
            alice.tabs().attach(tab);
            assertThat(early.next()).isInstanceOf(ToBrowser.Locked.class);
            assertThat(early.next()).isInstanceOf(ToBrowser.Superseded.class);
            assertThat(tab.next()).isInstanceOf(ToBrowser.Locked.class);

            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<String>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tries.add(pool.submit(() -> {
                    together.await();
                    return refusal(() -> {
                        alice.unlock(typed("not the passphrase"));
                        return null;
                    });
                }));
            }
            List<String> refusals = new ArrayList<>();
            for (Future<String> each : tries) {
                refusals.add(each.get());
            }
            assertThat(refusals)
                    .containsOnly("WRONG", BridgeApi.Refused.BUSY)
                    .contains("WRONG", BridgeApi.Refused.BUSY);
            System.out.println("S3 four tries at once: " + refusals);

            long start = System.nanoTime();
            alice.unlock(typed(FIRST));
            System.out.printf("S3 unlocked in %d ms%n", (System.nanoTime() - start) / 1_000_000);
            assertThat(tab.next()).isInstanceOf(ToBrowser.Welcome.class);
            assertThat(alice.owner().locked()).isFalse();
            assertThat(alice.card().link()).startsWith("dialtone:");
            alice.unlock(typed("again, whatever it is"));
        } finally {
            pool.shutdownNow();
        }
    }

    private static String refusal(Callable<?> question) throws Exception {
        try {
            question.call();
            return "none";
        } catch (BridgeApi.Refused e) {
            return e.code();
        } catch (VaultException e) {
            return e.reason().name();
        }
    }
}
