package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dialtone.bridge.webrtc.Side.Inbox;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The child's birth and death. */
class PeerLifeTest {

    private final List<Path> directories = new CopyOnWriteArrayList<>();

    private ProcessBuilder remembered(Path directory, Path socket) throws IOException {
        directories.add(directory);
        return PeerCommand.of(directory, socket);
    }

    private RunningPeer start() {
        return start(Pulse.EVERY);
    }

    private RunningPeer start(Duration beat) {
        RunningPeer running = RunningPeer.begin(this::remembered, beat);
        awaited(() -> running.ready.get() + running.refusals.get() > 0);
        assumeTrue(running.refusals.get() == 0, () -> "no native peer on this machine: " + running.unavailable);
        return running;
    }

    @Test
    void after_its_death_every_connection_has_failed_and_new_ones_work() {
        try (RunningPeer running = start();
                Side alice = running.side("alice");
                Side bob = running.side("bob");
                Side carol = running.side("carol")) {
            alice.connect(bob);
            Inbox chat = bob.listen(bob.connection.chat());
            long pid = running.peer.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertThat(alice.failure()).contains("the native peer ended").contains("137");
            bob.failure();
            carol.failure();
            awaited(() -> chat.closed);
            alice.connection.offer(Optional.empty());
            assertThat(alice.connection.chat().send("lost")).isFalse();

            awaited(() -> running.ready.get() == 2);
            assertThat(running.peer.pid()).isNotEqualTo(pid);
            assertThat(running.died).hasValue(1);
            try (Side dora = running.side("dora");
                    Side emil = running.side("emil")) {
                dora.connect(emil);
            }
            assertThat(alice.failures).hasSize(1);
        }
        assertThat(directories).hasSize(2).allSatisfy(each -> assertThat(each).doesNotExist());
    }

    @Test
    void one_that_hangs_is_replaced() throws IOException, InterruptedException {
        try (RunningPeer running = start(Duration.ofSeconds(2));
                Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            long pid = running.peer.pid();
            assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "stops a process with /bin/kill");
            assertThat(new ProcessBuilder("/bin/kill", "-STOP", String.valueOf(pid))
                            .start()
                            .waitFor())
                    .isZero();
            alice.failure();
            awaited(() -> running.ready.get() >= 2);
            assertThat(running.peer.pid()).isNotEqualTo(pid);
        }
    }

    /** As Ctrl-C does to all processes of a terminal. */
    @Test
    void outlives_a_signal_to_end() {
        try (RunningPeer running = start();
                Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            ProcessHandle.of(running.peer.pid()).orElseThrow().destroy();
            alice.connect(bob);
            try (Side carol = running.side("carol");
                    Side dora = running.side("dora")) {
                carol.connect(dora);
            }
            assertThat(running.died).hasValue(0);
        }
    }

    @Test
    void renewed_when_asked() {
        try (RunningPeer running = start()) {
            assertThat(running.peer.worn()).isFalse();
            long pid = running.peer.pid();
            running.peer.renew();
            awaited(() -> running.ready.get() == 2);
            assertThat(running.peer.pid()).isNotEqualTo(pid);
            assertThat(running.died).hasValue(0);
        }
    }

    @Test
    void worn_after_as_many_connections() {
        PeerTalk talk = new PeerTalk(dropped -> {}, () -> {}, () -> {});
        for (int opened = 0; opened < PeerTalk.MOST_CONNECTIONS; opened++) {
            assertThat(talk.worn()).isFalse();
            talk.open(RunningPeer.setup("alice", 0), new Side.Deaf(), Runnable::run)
                    .close();
        }
        assertThat(talk.worn()).isTrue();
    }

    @Test
    void leaves_nothing_behind() {
        ProcessHandle child;
        try (RunningPeer running = start()) {
            child = ProcessHandle.of(running.peer.pid()).orElseThrow();
            assertThat(directories.get(0)).exists();
        }
        assertThat(child.isAlive()).isFalse();
        assertThat(directories.get(0)).doesNotExist();
    }

    @Test
    void has_nothing_of_ours() throws IOException {
        try (RunningPeer running = start()) {
            Path process = Path.of("/proc", String.valueOf(running.peer.pid()));
            assumeTrue(Files.exists(process), "only Linux shows a process's environment");
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            assertThat(Arrays.stream(environment.split("\0"))
                            .filter(each -> !each.isEmpty())
                            .map(each -> each.substring(0, each.indexOf('='))))
                    .isSubsetOf("LANG", "LC_ALL", "LC_CTYPE");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.get(0))))
                    .isEqualTo("rwx------");
        }
    }

    /** The bridge is killed: nobody is left to end the child. */
    @Test
    void ends_with_the_bridge() throws IOException {
        start().close();
        Process bridge = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LonelyBridge.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = bridge.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            Path directory = Path.of(said.readLine());
            assertThat(directory).exists();
            bridge.destroyForcibly();
            awaited(() -> !child.isAlive());
            assertThat(directory).doesNotExist();
        }
    }

    @Test
    void says_once_that_the_library_cannot_be_loaded() {
        for (String missing : List.of("webrtc-java", "webrtc-java-[0-9.]+-")) {
            RunningPeer running = RunningPeer.begin((directory, socket) -> {
                ProcessBuilder command = remembered(directory, socket);
                int classPath = command.command().indexOf("-cp") + 1;
                String without = Arrays.stream(command.command().get(classPath).split(File.pathSeparator))
                        .filter(each -> !Path.of(each).getFileName().toString().matches(missing + ".*"))
                        .reduce((a, b) -> a + File.pathSeparator + b)
                        .orElseThrow();
                command.command().set(classPath, without);
                return command;
            });
            try (running) {
                awaited(() -> running.refusals.get() == 1);
                assertThat(running.unavailable).contains("webrtc-java cannot be loaded");
                assertThat(running.ready).hasValue(0);
                assertThat(running.peer.pid()).isEqualTo(-1);
            }
        }
        assertThat(directories).hasSize(2).allSatisfy(each -> assertThat(each).doesNotExist());
    }
}
