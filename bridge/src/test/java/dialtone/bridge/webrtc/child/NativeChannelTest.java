package dialtone.bridge.webrtc.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.FrameReader;
import dialtone.bridge.webrtc.FrameWriter;
import dialtone.bridge.webrtc.FromPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a callback of the library may not do, with a channel that the library never saw. */
@Timeout(60)
class NativeChannelTest {

    private Pipe pipe;
    private FrameReader bridge;
    private PeerThread thread;
    private NativeChannel channel;

    @BeforeEach
    void begin() throws IOException {
        pipe = Pipe.open();
        FrameWriter writer = new FrameWriter(pipe.sink());
        writer.start("to the test");
        bridge = new FrameReader(pipe.source());
        thread = new PeerThread(writer);
        channel = new NativeChannel(7, 1, null, thread, new Pump(thread), new Limits(), () -> {});
    }

    @AfterEach
    void end() throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    /** The library frees its memory when the callback returns. */
    @Test
    void a_message_is_copied_before_the_callback_returns() throws IOException {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
        channel.onMessage(new RTCDataChannelBuffer(memory, true));
        memory.put(0, (byte) 99);
        assertThat(next()).isEqualTo(new FromPeer.Received(7, 1, false, ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    @Test
    void a_message_over_64_kib_closes_the_channel() throws IOException {
        int tooLarge = Channel.LARGEST_MESSAGE + 1;
        channel.onMessage(new RTCDataChannelBuffer(ByteBuffer.allocate(tooLarge), true));
        channel.onMessage(new RTCDataChannelBuffer(ByteBuffer.allocate(1), true));
        assertThat(next()).asString().contains("closed").contains("65537").contains("65536");
        thread.tell(new FromPeer.Sent(7, 1, 0));
        FromPeer after = next();
        while (after instanceof FromPeer.Trouble) {
            after = next();
        }
        assertThat(after).isInstanceOf(FromPeer.Sent.class);
    }

    /** An exception out of a callback is one in C++, where nobody expects it: the process would abort. */
    @Test
    void nothing_is_thrown_out_of_a_callback() throws IOException {
        channel.onMessage(null);
        assertThat(next()).asString().contains("could not be taken");
        channel.onStateChange();
        assertThat(next()).isInstanceOf(FromPeer.Trouble.class);
    }

    private FromPeer next() throws IOException {
        return FromPeer.read(bridge.next().orElseThrow());
    }
}
