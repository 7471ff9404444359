package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.IceCredentials;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A connection of the native peer, seen from the bridge. */
final class PipedConnection implements Connection {

    /** What a friend may make: 64 TCP connections, 20 files that are offered, and some that are just ending. The child holds the limit; that it does is checked here. */
    static final int MOST_OF_THE_FRIEND = 128;

    private static final int CONTROL = 0;
    private static final int CHAT = 1;

    private final int number;
    private final Connection.Listener listener;
    private final Consumer<ToPeer> child;
    private final Unheard inAll;
    private final Runnable forgotten;
    private final Mailbox mailbox = new Mailbox();
    private final Map<Integer, PipedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger nextChannel = new AtomicInteger(2);
    private final PipedChannel control;
    private final PipedChannel chat;
    private volatile boolean ended;

    /** {@code forgotten}: run once, when it is closed by us. */
    PipedConnection(
            int number,
            Connection.Listener listener,
            Executor executor,
            Consumer<ToPeer> toChild,
            Unheard inAll,
            Runnable forgotten) {
        this.number = number;
        this.listener = listener;
        this.inAll = inAll;
        this.forgotten = forgotten;
        child = message -> {
            if (!ended) {
                toChild.accept(message);
            }
        };
        control = add(CONTROL, "control");
        chat = add(CHAT, "chat");
        mailbox.open(executor);
    }

    @Override
    public void offer(Optional<IceCredentials> ours) {
        child.accept(new ToPeer.Offer(number, ours));
    }

    @Override
    public void answer(String offer, Optional<IceCredentials> ours) {
        child.accept(new ToPeer.Answer(number, offer, ours));
    }

    @Override
    public boolean isOver() {
        return ended;
    }

    @Override
    public void setAnswer(String answer) {
        child.accept(new ToPeer.SetAnswer(number, answer));
    }

    @Override
    public void addCandidate(String candidate) {
        child.accept(new ToPeer.AddCandidate(number, candidate));
    }

    @Override
    public Channel control() {
        return control;
    }

    @Override
    public Channel chat() {
        return chat;
    }

    @Override
    public Channel channel(String label) {
        int made = nextChannel.getAndAdd(2);
        // In this order: the child may say that it is open before the next line.
        PipedChannel channel = add(made, label);
        child.accept(new ToPeer.OpenChannel(number, made, label));
        if (ended) {
            channel.gone();
        }
        return channel;
    }

    @Override
    public void close() {
        if (!ended) {
            child.accept(new ToPeer.Close(number));
            ended = true;
            mailbox.close();
            channels.values().forEach(PipedChannel::forget);
            forgotten.run();
        }
    }

    void described(String sdp) {
        tell(() -> listener.described(sdp));
    }

    void state(State state) {
        tell(() -> listener.state(state));
    }

    /** @throws MalformedException more channels than a friend may make, or one that exists */
    void opened(int channel, String label) {
        PipedChannel known = channels.get(channel);
        if (known != null) {
            known.opened();
            if (channel == CONTROL || channel == CHAT) {
                tell(() -> listener.opened(known));
            }
            return;
        }
        if (channel % 2 == 0) {
            // One of ours: closed meanwhile.
            return;
        }
        long theirs = channels.keySet().stream()
                .filter(each -> each % 2 != 0 && each != CHAT)
                .count();
        if (theirs >= MOST_OF_THE_FRIEND) {
            throw new MalformedException("channels of a friend", "at most " + MOST_OF_THE_FRIEND, "more");
        }
        PipedChannel made = add(channel, label);
        made.opened();
        tell(() -> listener.opened(made));
    }

    void received(int channel, boolean text, byte[] data) {
        PipedChannel known = channels.get(channel);
        if (known != null) {
            known.received(text, data);
        }
    }

    void sent(int channel, int bytes) {
        PipedChannel known = channels.get(channel);
        if (known != null) {
            known.sent(bytes);
        }
    }

    void channelClosed(int channel) {
        PipedChannel known = channels.get(channel);
        if (known != null) {
            known.gone();
            channels.remove(channel);
        }
    }

    void failed(String why) {
        if (!ended) {
            ended = true;
            channels.values().forEach(PipedChannel::gone);
            channels.values().forEach(PipedChannel::settle);
            mailbox.post(() -> listener.failed(why));
        }
    }

    private void tell(Runnable event) {
        if (!ended) {
            mailbox.post(event);
        }
    }

    private PipedChannel add(int channel, String label) {
        PipedChannel made = new PipedChannel(number, channel, label, child, inAll);
        channels.put(channel, made);
        return made;
    }
}
