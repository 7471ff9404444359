package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.webrtc.Side.Inbox;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fast senders, slow readers, chatty friends: nothing is lost below the limits, and nothing grows above them. */
class FlowTest {

    private static final int SIZE = Channel.LARGEST_MESSAGE;

    private static RunningPeer running;

    @BeforeAll
    static void start() {
        running = RunningPeer.start();
    }

    @AfterAll
    static void end() {
        if (running != null) {
            running.close();
        }
    }

    /** The library would close the channel at 16 MiB that wait, and lose them, without a word. */
    @Test
    void a_fast_sender_and_a_slow_reader_lose_nothing_of_32_mib() throws InterruptedException {
        int messages = 32 * 1024 * 1024 / SIZE;
        int lag = 8 * 1024 * 1024 / SIZE;
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Semaphore mayRead = new Semaphore(0);
            AtomicInteger next = new AtomicInteger();
            AtomicReference<String> wrong = new AtomicReference<>("");
            Channel.Listener slow = (text, data) -> {
                mayRead.acquireUninterruptibly();
                int number = ByteBuffer.wrap(data).getInt();
                if (data.length != SIZE || number != next.getAndIncrement()) {
                    wrong.set("message " + number + " of " + data.length + " bytes as number " + next);
                }
            };
            bob.connection.chat().listen(slow, bob.executor);
            Semaphore room = new Semaphore(0);
            Channel out = alice.connection.chat();
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
            for (int number = 0; number < messages; number++) {
                byte[] data = ByteBuffer.allocate(SIZE).putInt(number).array();
                assertThat(out.send(false, data)).isTrue();
                if (number >= lag) {
                    mayRead.release();
                }
                if (out.waiting() > Channel.HIGH_WATER) {
                    room.acquire();
                }
            }
            mayRead.release(lag);
            awaited(() -> next.get() == messages || !wrong.get().isEmpty());
            assertThat(wrong.get()).isEmpty();
            awaited(() -> out.waiting() == 0);
        }
    }

    @Test
    void a_sender_that_never_looks_is_stopped() {
        try (Side alice = running.side("alice")) {
            Inbox told = alice.listen(alice.connection.chat());
            Channel chat = alice.connection.chat();
            // Not open yet: nothing can leave.
            byte[] data = new byte[SIZE];
            int taken = 0;
            while (chat.send(false, data)) {
                taken++;
            }
            assertThat(taken).isEqualTo(PipedChannel.MOST_WAITING / (SIZE + Channel.OVERHEAD));
            assertThat(chat.waiting()).isZero();
            awaited(() -> told.closed);
        }
    }

    /** WebRTC cannot make him wait. His channel ends, and nothing else. */
    @Test
    void a_friend_who_sends_what_nobody_reads_is_stopped() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Inbox control = bob.listen(bob.connection.control());
            Inbox closing = alice.listen(alice.connection.chat());
            byte[] data = new byte[SIZE];
            // Bob does not listen to chat: all of it waits for him.
            long sent = 0;
            while (sent < 2L * Channel.MOST_UNHEARD && !closing.closed) {
                awaited(() -> closing.closed || alice.connection.chat().waiting() < Channel.HIGH_WATER);
                alice.connection.chat().send(false, data);
                sent += SIZE;
            }
            awaited(() -> closing.closed);
            alice.connection.control().send("still here");
            awaited(() -> control.texts.contains("still here"));

            Inbox kept = bob.listen(bob.connection.chat());
            awaited(() -> kept.closed);
            assertThat((long) kept.data.size() * (SIZE + Channel.OVERHEAD))
                    .isBetween(Channel.MOST_UNHEARD - 2L * SIZE, (long) Channel.MOST_UNHEARD);
            assertThat(running.died).hasValue(0);
        }
    }

    /** Each message that comes costs the child 88 bytes for good, so that millions of tiny ones would end it. */
    @Test
    void a_friend_who_sends_tiny_messages_without_end_is_stopped() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            AtomicInteger heard = new AtomicInteger();
            bob.connection.chat().listen((text, data) -> heard.incrementAndGet(), bob.executor);
            Inbox closing = alice.listen(alice.connection.chat());
            byte[] tiny = new byte[1];
            awaited(() -> {
                for (int burst = 0; burst < 1_000 && alice.connection.chat().waiting() < Channel.HIGH_WATER; burst++) {
                    alice.connection.chat().send(false, tiny);
                }
                return closing.closed;
            });
            assertThat(heard.get()).isBetween(10_000, 60_000);
            assertThat(running.died).hasValue(0);
        }
    }
}
