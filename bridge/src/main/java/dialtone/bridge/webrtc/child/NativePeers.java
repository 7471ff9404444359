package dialtone.bridge.webrtc.child;

import dialtone.bridge.webrtc.FrameWriter;
import dialtone.bridge.webrtc.FromPeer;
import dialtone.bridge.webrtc.ToPeer;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** All connections of the process, by their number. Everything happens on the {@link PeerThread}. */
final class NativePeers implements ToPeer.Receiver {

    private final Library library;
    private final PeerThread thread;
    private final Limits limits = new Limits();
    private final Pump pump;
    private final Map<Integer, NativeConnection> connections = new HashMap<>();

    NativePeers(Library library, FrameWriter bridge) {
        this.library = library;
        thread = new PeerThread(bridge);
        pump = new Pump(thread);
    }

    /** On any thread; in order. */
    void handle(ToPeer message) {
        thread.handOff(() -> message.to(this));
    }

    @Override
    public void open(ToPeer.Open message) {
        int number = message.connection();
        try {
            CertificateCheck.check(message.setup().certificate());
            connections.put(
                    number,
                    new NativeConnection(
                            number, message.setup(), library, thread, pump, limits, () -> connections.remove(number)));
        } catch (GeneralSecurityException | RuntimeException | Error refused) {
            thread.tell(new FromPeer.Failed(number, "no connection could be made: " + refused.getMessage()));
        }
    }

    @Override
    public void offer(ToPeer.Offer message) {
        on(message, each -> each.offer(message.ours()));
    }

    @Override
    public void answer(ToPeer.Answer message) {
        on(message, each -> each.answer(message.offer(), message.ours()));
    }

    @Override
    public void setAnswer(ToPeer.SetAnswer message) {
        on(message, each -> each.setAnswer(message.answer()));
    }

    @Override
    public void addCandidate(ToPeer.AddCandidate message) {
        on(message, each -> each.addCandidate(message.candidate()));
    }

    @Override
    public void openChannel(ToPeer.OpenChannel message) {
        on(message, each -> each.openChannel(message.channel(), message.label()));
    }

    @Override
    public void send(ToPeer.Send message) {
        on(message, each -> each.send(message));
    }

    @Override
    public void heard(ToPeer.Heard message) {
        on(message, each -> each.heard(message.channel(), message.bytes()));
    }

    @Override
    public void closeChannel(ToPeer.CloseChannel message) {
        on(message, each -> each.closeChannel(message.channel()));
    }

    @Override
    public void close(ToPeer.Close message) {
        on(message, NativeConnection::close);
    }

    /** On this thread, and through the library's: should one of them hang, no answer comes. */
    @Override
    public void ping() {
        connections.values().stream().findAny().ifPresent(NativeConnection::touch);
        thread.tell(new FromPeer.Pong());
    }

    /** One that failed meanwhile is unknown here before the bridge has heard of it. */
    private void on(ToPeer message, Consumer<NativeConnection> then) {
        NativeConnection connection = connections.get(message.connection());
        if (connection != null) {
            then.accept(connection);
        }
    }
}
