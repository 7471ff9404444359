package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dialtone.bridge.webrtc.Connection;
import dialtone.bridge.webrtc.FromPeer;
import dialtone.bridge.webrtc.Peers;
import dialtone.bridge.webrtc.ToPeer;
import dialtone.signaling.descriptor.IceCredentials;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One RTCPeerConnection. Descriptions and candidates are taken one after the other: each {@linkplain #step step} begins when the one before has ended. */
final class NativeConnection {

    /** What a friend may make; the bridge would kill us for more. */
    private static final int MOST_OF_THE_FRIEND = 128;

    private static final int LONGEST_LABEL = 100;
    private static final int CONTROL = 0;
    private static final int CHAT = 1;

    private final int number;
    private final Peers.Setup setup;
    private final PeerThread thread;
    private final Pump pump;
    private final Limits limits;
    private final Runnable gone;
    private final RTCPeerConnection connection;
    private final Map<Integer, NativeChannel> channels = new HashMap<>();
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private Gathering gathering;
    private boolean stepping;
    private boolean offered;
    private boolean closed;
    private int nextOfTheFriend = 3;

    NativeConnection(
            int number,
            Peers.Setup setup,
            Library library,
            PeerThread thread,
            Pump pump,
            Limits limits,
            Runnable gone) {
        this.number = number;
        this.setup = setup;
        this.thread = thread;
        this.pump = pump;
        this.limits = limits;
        this.gone = gone;
        connection = library.connect(setup, new ConnectionCallbacks(thread, this));
        negotiated(CONTROL, "control");
        negotiated(CHAT, "chat");
    }

    void offer(Optional<IceCredentials> ours) {
        step(() -> {
            RTCOfferOptions options = new RTCOfferOptions();
            options.iceRestart = offered;
            offered = true;
            connection.createOffer(
                    options, new Created(thread, sdp -> setLocal(RTCSdpType.OFFER, sdp, ours), this::fail));
        });
    }

    void answer(String offer, Optional<IceCredentials> ours) {
        step(() -> connection.setRemoteDescription(
                new RTCSessionDescription(RTCSdpType.OFFER, offer),
                new Applied(thread, () -> createAnswer(ours), this::fail)));
    }

    private void createAnswer(Optional<IceCredentials> ours) {
        if (!closed) {
            connection.createAnswer(
                    new RTCAnswerOptions(),
                    new Created(thread, sdp -> setLocal(RTCSdpType.ANSWER, sdp, ours), this::fail));
        }
    }

    void setAnswer(String answer) {
        step(() -> connection.setRemoteDescription(
                new RTCSessionDescription(RTCSdpType.ANSWER, answer), new Applied(thread, this::stepped, this::fail)));
    }

    void addCandidate(String candidate) {
        step(() -> {
            try {
                connection.addIceCandidate(new RTCIceCandidate("0", 0, candidate));
            } catch (RuntimeException refused) {
                // The others may do.
                thread.trouble("a candidate was refused: " + refused);
            }
            stepped();
        });
    }

    void openChannel(int channel, String label) {
        add(channel, connection.createDataChannel(label, new RTCDataChannelInit()));
    }

    void send(ToPeer.Send message) {
        NativeChannel channel = channels.get(message.channel());
        if (channel != null) {
            channel.send(message);
        }
    }

    void heard(int channel, int bytes) {
        NativeChannel known = channels.get(channel);
        if (known != null) {
            known.heard(bytes);
        }
    }

    void closeChannel(int channel) {
        NativeChannel known = channels.get(channel);
        if (known != null) {
            known.close();
        }
    }

    /** The order matters: a channel that is disposed of first, or used later, ends the process. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        steps.clear();
        if (gathering != null) {
            gathering.abandon();
        }
        gone.run();
        channels.values().forEach(NativeChannel::close);
        connection.close();
        List.copyOf(channels.values()).forEach(NativeChannel::dispose);
    }

    /** Waits for the library's thread. */
    void touch() {
        var unused = connection.getSignalingState();
    }

    void found(String candidate) {
        if (gathering != null) {
            gathering.found(candidate);
        }
    }

    void gatheringComplete() {
        if (gathering != null) {
            gathering.complete();
        }
    }

    void stateChanged(Connection.State state) {
        if (!closed) {
            thread.tell(new FromPeer.StateChanged(number, state));
        }
    }

    void madeByFriend(RTCDataChannel made) {
        boolean wanted = !closed
                && ofTheFriend() < MOST_OF_THE_FRIEND
                && made.isOrdered()
                && made.isReliable()
                && made.getLabel().length() <= LONGEST_LABEL;
        if (!wanted) {
            thread.trouble("a channel of connection " + number + " is refused: at most " + MOST_OF_THE_FRIEND
                    + " are taken, reliable, ordered, with a short label");
            made.close();
            made.dispose();
            return;
        }
        add(nextOfTheFriend, made);
        nextOfTheFriend += 2;
    }

    private long ofTheFriend() {
        return channels.keySet().stream()
                .filter(each -> each % 2 != 0 && each != CHAT)
                .count();
    }

    private void negotiated(int channel, String label) {
        RTCDataChannelInit init = new RTCDataChannelInit();
        init.negotiated = true;
        init.id = channel;
        add(channel, connection.createDataChannel(label, init));
    }

    private void add(int channel, RTCDataChannel made) {
        NativeChannel added =
                new NativeChannel(number, channel, made, thread, pump, limits, () -> channels.remove(channel));
        channels.put(channel, added);
        added.begin();
    }

    private void setLocal(RTCSdpType type, String sdp, Optional<IceCredentials> ours) {
        if (closed) {
            return;
        }
        if (gathering != null) {
            gathering.abandon();
        }
        gathering = new Gathering(thread, !setup.servers().isEmpty(), this::gathered);
        String described =
                ours.map(each -> Descriptions.withCredentials(sdp, each)).orElse(sdp);
        connection.setLocalDescription(
                new RTCSessionDescription(type, described), new Applied(thread, this::stepped, this::fail));
    }

    private void gathered(boolean found) {
        if (found) {
            thread.tell(new FromPeer.Described(number, connection.getLocalDescription().sdp));
        } else {
            fail("no network address was found within " + Gathering.LIMIT_MS / 1000 + " s"
                    + (setup.port() == 0 ? "" : ", or UDP port " + setup.port() + " is in use"));
        }
    }

    private void step(Runnable next) {
        steps.add(next);
        if (!stepping) {
            stepped();
        }
    }

    private void stepped() {
        if (closed) {
            return;
        }
        Runnable next = steps.poll();
        stepping = next != null;
        if (stepping) {
            try {
                next.run();
            } catch (RuntimeException | Error refused) {
                fail("a description was refused: " + Descriptions.unquoted(refused.getMessage()));
            }
        }
    }

    private void fail(String why) {
        if (!closed) {
            close();
            thread.tell(new FromPeer.Failed(number, why));
        }
    }
}
