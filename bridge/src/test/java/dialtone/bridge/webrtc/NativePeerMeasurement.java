package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The native peer beside bare webrtc-java, in the same run and in turns. Both ends are in one process each time. Only with {@code -Dmeasure=true}; {@code docs/measurements.md} has the command.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(3600)
class NativePeerMeasurement {

    private static final int SIZE = Channel.LARGEST_MESSAGE;
    private static final int TURNS = Integer.getInteger("measure.turns", 5);
    private static final int CONNECTS = Integer.getInteger("measure.connects", 30);
    private static final int CYCLES = Integer.getInteger("measure.cycles", 1_000);
    private static final int LINKS = 50;
    private static final int MESSAGES = 128 * 1024 * 1024 / SIZE;

    private static RunningPeer running;
    private static HeadlessAudioDeviceModule audio;
    private static PeerConnectionFactory factory;

    @BeforeAll
    static void start() {
        running = RunningPeer.start();
        audio = new HeadlessAudioDeviceModule();
        factory = new PeerConnectionFactory(audio);
    }

    @AfterAll
    static void end() {
        if (running != null) {
            running.close();
            factory.dispose();
            audio.dispose();
        }
    }

    @Test
    void throughput() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (Side alice = running.side("alice");
                Side bob = running.side("bob");
                BarePair pair = new BarePair(factory, false)) {
            alice.connect(bob);
            Transfer transfer = new Transfer(alice, bob);
            for (int turn = 0; turn <= TURNS; turn++) {
                double our = mbitPerSecond(() -> transfer.run(MESSAGES));
                double theirs = mbitPerSecond(() -> pair.transfer(MESSAGES, SIZE));
                // The first is for warming up.
                if (turn > 0) {
                    ours.add(our);
                    bare.add(theirs);
                }
            }
        }
        print("Mbit/s, messages of 64 KiB");
        print(row("native peer, through the bridge on both sides", ours));
        print(row("bare webrtc-java", bare));
    }

    @Test
    void connect() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> trickling = new ArrayList<>();
        for (int turn = -3; turn < CONNECTS; turn++) {
            long start = System.nanoTime();
            try (Side alice = running.side("alice");
                    Side bob = running.side("bob")) {
                alice.connect(bob);
                add(ours, turn, start);
            }
            start = System.nanoTime();
            try (BarePair pair = new BarePair(factory, false)) {
                add(bare, turn, start);
            }
            start = System.nanoTime();
            try (BarePair pair = new BarePair(factory, true)) {
                add(trickling, turn, start);
            }
        }
        print("ms from nothing to open on both sides");
        print(row("native peer, descriptors of all candidates", ours));
        print(row("bare webrtc-java, gathering complete first", bare));
        print(row("bare webrtc-java, candidates as they come", trickling));
    }

    @Test
    void cycles() throws Exception {
        try (RunningPeer fresh = RunningPeer.start()) {
            print("| connections made and closed | RSS, MB | descriptors | threads | s |");
            print("|---|---|---|---|---|");
            long start = System.nanoTime();
            for (int cycle = 0; cycle <= CYCLES; cycle++) {
                if (cycle % (CYCLES / 5) == 0) {
                    long pid = fresh.peer.pid();
                    print(String.format(
                            Locale.ROOT,
                            "| %d | %.1f | %d | %d | %.0f |",
                            2 * cycle,
                            BareMany.residentKib(pid) / 1024.0,
                            count(pid, "fd"),
                            count(pid, "task"),
                            (System.nanoTime() - start) / 1e9));
                }
                try (Side alice = fresh.side("alice");
                        Side bob = fresh.side("bob")) {
                    alice.connect(bob);
                }
            }
            print("worn: " + fresh.peer.worn() + ", deaths: " + fresh.died);
        }
    }

    @Test
    void many() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        print("| " + LINKS
                + " links, both ends in one process | KiB of RSS a connection | RSS in all, KiB | s to connect all |");
        print("|---|---|---|---|");
        try (RunningPeer fresh = RunningPeer.start()) {
            // The first, so that what is loaded once does not count.
            connectPair(fresh, open);
            long before = BareMany.residentKib(fresh.peer.pid());
            long start = System.nanoTime();
            for (int link = 0; link < LINKS; link++) {
                connectPair(fresh, open);
            }
            print(BareMany.row(
                    "native peer, the child alone", LINKS, before, BareMany.residentKib(fresh.peer.pid()), start));
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        List<String> command =
                new ArrayList<>(PeerCommand.of(Path.of("/tmp"), Path.of("none")).command());
        int main = command.indexOf(PeerCommand.MAIN);
        command.set(main, BareMany.class.getName());
        command.set(main + 1, String.valueOf(LINKS));
        command.removeIf(each -> each.startsWith("-Djava.io.tmpdir") || each.startsWith("-XX:ErrorFile"));
        Process bare = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = bare.inputReader()) {
            said.lines().filter(line -> line.startsWith("|")).forEach(NativePeerMeasurement::print);
        }
    }

    private static void connectPair(RunningPeer peer, List<AutoCloseable> open) {
        Side alice = peer.side("alice");
        Side bob = peer.side("bob");
        open.add(alice);
        open.add(bob);
        alice.connect(bob);
    }

    private static void add(List<Double> to, int turn, long start) {
        if (turn >= 0) {
            to.add((System.nanoTime() - start) / 1e6);
        }
    }

    /** From alice's chat channel to bob's. */
    private static final class Transfer {
        private final Channel out;
        private final AtomicInteger heard = new AtomicInteger();
        private final Semaphore room = new Semaphore(0);

        Transfer(Side alice, Side bob) {
            out = alice.connection.chat();
            bob.connection.chat().listen((text, data) -> heard.incrementAndGet(), bob.executor);
            out.listen(
                    new Channel.Listener() {
                        @Override
                        public void message(boolean text, byte[] data) {}

                        @Override
                        public void drained() {
                            room.release();
                        }
                    },
                    alice.executor);
        }

        void run(int messages) throws InterruptedException {
            int until = heard.get() + messages;
            byte[] data = new byte[SIZE];
            room.drainPermits();
            for (int left = messages; left > 0; left--) {
                out.send(false, data);
                if (out.waiting() > Channel.HIGH_WATER) {
                    room.acquire();
                }
            }
            awaited(() -> heard.get() >= until);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double mbitPerSecond(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (double) MESSAGES * SIZE * 8 / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private static String row(String what, List<Double> values) {
        Collections.sort(values);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f |",
                what,
                values.size(),
                values.get((values.size() - 1) / 2),
                values.get(0),
                values.get(values.size() - 1));
    }

    private static long count(long pid, String what) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(pid), what))) {
            return all.count();
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
