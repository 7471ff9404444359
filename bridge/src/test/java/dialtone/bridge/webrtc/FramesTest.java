package dialtone.bridge.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.DtlsCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final DtlsCertificate CERTIFICATE = RunningPeer.certificate("alice");
    private static final Optional<IceCredentials> OURS =
            Optional.of(new IceCredentials("ufragOfOurs", "SecretPasswordOf24Chars+"));

    private static final List<ToPeer> TO = List.of(
            new ToPeer.Open(
                    1,
                    new Peers.Setup(
                            CERTIFICATE,
                            65_535,
                            List.of(
                                    new IceServer(List.of("stun:192.0.2.1"), "", ""),
                                    new IceServer(List.of("turn:192.0.2.1", "turns:192.0.2.1"), "me", "Secret")),
                            true)),
            new ToPeer.Offer(0, Optional.empty()),
            new ToPeer.Offer(Integer.MAX_VALUE, OURS),
            new ToPeer.Answer(1, "v=0 Secret", OURS),
            new ToPeer.SetAnswer(1, "v=0 Secret"),
            new ToPeer.AddCandidate(1, "candidate:1 Secret"),
            new ToPeer.OpenChannel(1, 2, "file"),
            new ToPeer.Send(1, 1, true, bytes("Secret")),
            new ToPeer.Send(1, 1, false, ByteBuffer.wrap(new byte[Channel.LARGEST_MESSAGE])),
            new ToPeer.Heard(1, 1, 77),
            new ToPeer.CloseChannel(1, 1),
            new ToPeer.Close(1),
            new ToPeer.Ping());

    private static final List<FromPeer> FROM = List.of(
            new FromPeer.Ready(),
            new FromPeer.Unavailable("no library"),
            new FromPeer.Trouble("ü"),
            new FromPeer.Described(1, "v=0 Secret"),
            new FromPeer.StateChanged(1, Connection.State.FAILED),
            new FromPeer.Opened(1, 3, "file"),
            new FromPeer.Received(1, 1, true, bytes("Secret")),
            new FromPeer.Received(1, 1, false, ByteBuffer.wrap(new byte[0])),
            new FromPeer.Sent(1, 1, 77),
            new FromPeer.ChannelClosed(1, 1),
            new FromPeer.Failed(1, "why"),
            new FromPeer.Pong());

    @Test
    void what_is_written_is_read() {
        TO.forEach(message -> assertThat(ToPeer.read(fields(written(message)))).isEqualTo(message));
        FROM.forEach(
                message -> assertThat(FromPeer.read(fields(written(message)))).isEqualTo(message));
    }

    @Test
    void whatever_is_cut_or_has_more_is_malformed() {
        both((whole, read) -> {
            for (int length = 0; length < Math.min(whole.length, 300); length++) {
                byte[] cut = new byte[length];
                System.arraycopy(whole, 0, cut, 0, length);
                assertThatThrownBy(() -> read.apply(fields(cut))).isInstanceOf(MalformedException.class);
            }
            byte[] more = new byte[whole.length + 1];
            System.arraycopy(whole, 0, more, 0, whole.length);
            assertThatThrownBy(() -> read.apply(fields(more))).isInstanceOf(MalformedException.class);
        });
    }

    /** What decodes encodes to the same bytes, and what does not says so. */
    @Test
    void whatever_is_changed_is_read_or_malformed() {
        Random random = new Random(1);
        both((whole, read) -> {
            for (int round = 0; round < 2_000; round++) {
                byte[] changed = whole.clone();
                for (int changes = random.nextInt(3); changes >= 0; changes--) {
                    changed[random.nextInt(Math.min(changed.length, 100))] = (byte) random.nextInt();
                }
                try {
                    // Texts that are no UTF-8 are repaired, so the length may differ.
                    assertThat(written(read.apply(fields(changed)))[0]).isEqualTo(changed[0]);
                } catch (MalformedException expected) {
                    assertThat(expected).hasMessageContaining("expected");
                }
            }
        });
    }

    @Test
    void a_length_is_checked_before_anything_is_waited_for() {
        for (int length : List.of(0, -1, Frame.LARGEST + 1, Integer.MAX_VALUE)) {
            byte[] head = ByteBuffer.allocate(4).putInt(length).array();
            FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(head)));
            assertThatThrownBy(reader::next)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(String.valueOf(length));
        }
    }

    @Test
    void an_end_amid_a_frame_is_the_end() throws IOException {
        byte[] cut = {0, 0, 0, 9, 1, 2};
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(cut)));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void what_is_too_long_is_refused_where_it_is_made() {
        assertThatThrownBy(() -> new ToPeer.AddCandidate(0, "ü".repeat(Frame.LONGEST_LINE)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new ToPeer.Open(
                        0,
                        new Peers.Setup(
                                CERTIFICATE,
                                0,
                                List.of(new IceServer(List.of("stun:" + "x".repeat(Frame.LONGEST_LINE)), "", "")),
                                false)))
                .isInstanceOf(MalformedException.class);
        // A reason for people is cut instead.
        String long_ = "ü".repeat(5_000);
        assertThat(FromPeer.read(fields(written(new FromPeer.Trouble(long_)))).toString())
                .contains("ü");
    }

    @Test
    void nothing_secret_is_printed() {
        assertThat(Stream.concat(TO.stream(), FROM.stream()).map(String::valueOf))
                .noneMatch(printed -> printed.contains("Secret")
                        || printed.contains(CERTIFICATE.privateKey().hex()));
    }

    private interface Case {
        void check(byte[] whole, Function<Frame.Fields, Frame> read);
    }

    private static void both(Case each) {
        TO.forEach(message -> each.check(written(message), ToPeer::read));
        FROM.forEach(message -> each.check(written(message), FromPeer::read));
    }

    private static byte[] written(Frame message) {
        ByteBuffer out = ByteBuffer.allocate(Frame.LARGEST);
        message.write(out);
        byte[] written = new byte[out.position()];
        out.flip().get(written);
        return written;
    }

    private static Frame.Fields fields(byte[] written) {
        return new Frame.Fields(ByteBuffer.wrap(written));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
