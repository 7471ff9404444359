package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A child that lies is killed; the bridge goes on, and starts another. */
class HostileChildTest {

    private static final String READY = FakeChild.hex(new FromPeer.Ready());

    private static Stream<Arguments> lies() {
        return Stream.of(
                Arguments.of("a length of 2 GiB", "7fffffff"),
                Arguments.of("no such message", "00000001ff"),
                Arguments.of("half a message", "0000000103"),
                Arguments.of("ready twice", READY),
                Arguments.of("an unknown connection", FakeChild.hex(new FromPeer.Failed(1, ""))),
                Arguments.of("more sent than given", FakeChild.hex(new FromPeer.Sent(0, 1, 1))),
                Arguments.of(
                        "one channel of a friend too many",
                        IntStream.rangeClosed(0, PipedConnection.MOST_OF_THE_FRIEND)
                                .mapToObj(each -> FakeChild.hex(new FromPeer.Opened(0, 2 * each + 3, "")))
                                .collect(Collectors.joining())));
    }

    /** It answers no ping, and must be found out by what it says. */
    private static final Duration NO_BEAT = Duration.ofHours(1);

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void is_killed(String what, String hex) {
        try (RunningPeer running = RunningPeer.begin(FakeChild.saying(READY, hex, "1"), NO_BEAT)) {
            awaited(() -> running.ready.get() == 1);
            ProcessHandle child = ProcessHandle.of(running.peer.pid()).orElseThrow();
            try (Side alice = running.side("alice")) {
                assertThat(alice.failure()).contains("the native peer ended");
            }
            assertThat(child.isAlive()).isFalse();
            awaited(() -> running.ready.get() > 1);
            assertThat(running.died.get()).isPositive();
            assertThat(running.refusals).hasValue(0);
        }
    }

    /** Its own limit is lower; this one holds when it does not. */
    @Test
    void is_killed_when_it_floods_a_channel_that_nobody_reads() {
        // An argument of a command has 128 KiB on Linux.
        int size = 32 * 1024;
        int enough = Channel.MOST_UNHEARD / size + 1;
        String flood = FakeChild.hex(new FromPeer.Received(0, 1, false, ByteBuffer.wrap(new byte[size])));
        try (RunningPeer running = RunningPeer.begin(FakeChild.saying(READY, flood, String.valueOf(enough)), NO_BEAT)) {
            awaited(() -> running.ready.get() == 1);
            try (Side alice = running.side("alice")) {
                assertThat(alice.failure()).contains("the native peer ended");
            }
        }
    }

    @Test
    void one_that_never_becomes_ready_is_not_started_again() {
        AtomicInteger starts = new AtomicInteger();
        PeerProcess.Starting ending = (directory, socket) -> {
            starts.incrementAndGet();
            return new ProcessBuilder(
                    PeerCommand.of(directory, socket).command().get(0), "-version");
        };
        try (RunningPeer running = RunningPeer.begin(ending)) {
            awaited(() -> running.refusals.get() == 1);
            assertThat(running.unavailable).contains("code 0");
            try (Side alice = running.side("alice")) {
                assertThat(alice.failure()).contains("not running");
            }
            assertThat(starts).hasValue(1);
        }
    }
}
