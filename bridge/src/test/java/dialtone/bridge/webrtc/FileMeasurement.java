package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.link.file.Transfer;
import dialtone.bridge.link.file.Transfer.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a file goes from native peer to native peer beside the bare channel, in turns, and what a large one takes of memory. Only with {@code -Dmeasure=true}; {@code
 * docs/measurements.md} has the commands.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
class FileMeasurement {

    private static final long MEBIBYTE = 1024 * 1024;
    private static final int ROUNDS = Integer.getInteger("measure.rounds", 5);
    private static final long SIZE = Long.getLong("measure.mebibytes", 128) * MEBIBYTE;
    private static final long LARGE = Long.getLong("measure.large.mebibytes", 4 * 1024) * MEBIBYTE;

    @TempDir
    Path directory;

    private Path sparse(String name, long size) throws IOException {
        Path path = directory.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return path;
    }

    @Test
    void aFileBesideTheBareChannel() throws Exception {
        try (NativeLink link = new NativeLink(directory)) {
            bare(link, SIZE / 4);
            file(link, sparse("warm-up", SIZE / 4));
            for (int round = 1; round <= ROUNDS; round++) {
                double bare = bare(link, SIZE);
                double file = file(link, sparse("round-" + round, SIZE));
                System.out.printf(
                        "round %d: bare channel %.1f MB/s, file %.1f MB/s, %.0f %%%n",
                        round, bare, file, 100 * file / bare);
            }
        }
    }

    @Test
    void aLargeFileInLittleMemory() throws Exception {
        try (NativeLink link = new NativeLink(directory)) {
            file(link, sparse("warm-up", SIZE));
            long before = memory();
            AtomicLong most = new AtomicLong(before);
            Thread watching = new Thread(() -> {
                while (!Thread.interrupted()) {
                    most.accumulateAndGet(memory(), Math::max);
                    LockSupport.parkNanos(200_000_000);
                }
            });
            watching.start();
            double speed = file(link, sparse("large", LARGE));
            watching.interrupt();
            watching.join();
            System.out.printf(
                    "%d MiB at %.1f MB/s; this process and its two native peers: %d MiB resident before, %d MiB at most%n",
                    LARGE / MEBIBYTE, speed, before / MEBIBYTE, most.get() / MEBIBYTE);
            assertThat(most.get() - before).isLessThan(300 * MEBIBYTE);
        }
    }

    /** Resident, of this process and its children. */
    private static long memory() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .mapToLong(each -> resident(each.pid()))
                .sum();
    }

    private static long resident(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(each -> each.startsWith("VmRSS:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static double file(NativeLink link, Path file) throws Exception {
        Transfer offer = link.alice.transfers.offer(NativeLink.BOB, file).get(30, TimeUnit.SECONDS);
        link.bob.await(offer.id(), State.OFFERED);
        long start = System.nanoTime();
        Transfer accepted =
                link.bob.transfers.accept(NativeLink.ALICE, offer.id()).get(30, TimeUnit.SECONDS);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(20))
                .until(() -> link.alice.told.get(offer.id()).state().isOver());
        double speed = megabytesPerSecond(Files.size(file), start);
        assertThat(link.alice.told.get(offer.id()).why()).isEmpty();
        Files.delete(link.bob.await(accepted.id(), State.DONE).path());
        Files.delete(file);
        return speed;
    }

    /** Messages of the same size, as many as the channel takes, and nothing done with them. */
    private static double bare(NativeLink link, long size) {
        AtomicLong came = new AtomicLong();
        link.bob.others = channel -> channel.listen((text, data) -> came.addAndGet(data.length), Runnable::run);
        Channel channel = link.alice.connection.channel("bare");
        long start = System.nanoTime();
        for (long sent = 0; sent < size; sent += Channel.LARGEST_MESSAGE) {
            while (channel.waiting() > Channel.HIGH_WATER) {
                LockSupport.parkNanos(200_000);
            }
            channel.send(false, new byte[Channel.LARGEST_MESSAGE]);
        }
        awaited(() -> came.get() >= size);
        double speed = megabytesPerSecond(size, start);
        channel.close();
        return speed;
    }

    private static double megabytesPerSecond(long bytes, long startNanos) {
        return bytes / 1e6 / ((System.nanoTime() - startNanos) / 1e9);
    }
}
