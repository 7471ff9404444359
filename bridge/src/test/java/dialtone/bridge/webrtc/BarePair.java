package dialtone.bridge.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What we are measured against: two connections of webrtc-java in this process, that find each other at once. Its callbacks complete futures and count, and throw nothing. */
public final class BarePair implements AutoCloseable {

    private final List<RTCDataChannel> channels = new ArrayList<>();
    private final RTCPeerConnection alice;
    private final RTCPeerConnection bob;
    private final CompletableFuture<Void> aliceGathered = new CompletableFuture<>();
    private final CompletableFuture<Void> bobGathered = new CompletableFuture<>();
    private final RTCDataChannel from;
    private final AtomicInteger heard = new AtomicInteger();

    /** {@code trickle}: each candidate is handed over as it comes; otherwise with the descriptions, when gathering is complete. */
    public BarePair(PeerConnectionFactory factory, boolean trickle) throws Exception {
        CompletableFuture<Void> aliceOpen = new CompletableFuture<>();
        CompletableFuture<Void> bobOpen = new CompletableFuture<>();
        CompletableFuture<RTCPeerConnection> bobReady = new CompletableFuture<>();
        alice = connection(factory, aliceGathered, trickle, bobReady);
        CompletableFuture<RTCPeerConnection> aliceReady = new CompletableFuture<>();
        bob = connection(factory, bobGathered, trickle, aliceReady);
        from = channel(alice, aliceOpen);
        channel(bob, bobOpen);

        RTCSessionDescription offer = get(created -> alice.createOffer(new RTCOfferOptions(), created));
        set(each -> alice.setLocalDescription(offer, each));
        if (!trickle) {
            aliceGathered.get(60, TimeUnit.SECONDS);
        }
        set(each -> bob.setRemoteDescription(
                new RTCSessionDescription(RTCSdpType.OFFER, alice.getLocalDescription().sdp), each));
        bobReady.complete(bob);
        RTCSessionDescription answer = get(created -> bob.createAnswer(new RTCAnswerOptions(), created));
        set(each -> bob.setLocalDescription(answer, each));
        if (!trickle) {
            bobGathered.get(60, TimeUnit.SECONDS);
        }
        set(each -> alice.setRemoteDescription(
                new RTCSessionDescription(RTCSdpType.ANSWER, bob.getLocalDescription().sdp), each));
        aliceReady.complete(alice);
        aliceOpen.get(60, TimeUnit.SECONDS);
        bobOpen.get(60, TimeUnit.SECONDS);
    }

    /** Sends so many messages and waits for the last. */
    void transfer(int messages, int size) throws Exception {
        int until = heard.get() + messages;
        byte[] data = new byte[size];
        for (int left = messages; left > 0; left--) {
            while (from.getBufferedAmount() > Channel.HIGH_WATER) {
                while (from.getBufferedAmount() > Channel.HIGH_WATER / 4) {
                    Thread.sleep(1);
                }
            }
            from.send(new RTCDataChannelBuffer(ByteBuffer.wrap(data), true));
        }
        while (heard.get() < until) {
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        channels.forEach(RTCDataChannel::close);
        alice.close();
        bob.close();
        channels.forEach(each -> {
            each.unregisterObserver();
            each.dispose();
        });
    }

    private static RTCPeerConnection connection(
            PeerConnectionFactory factory,
            CompletableFuture<Void> gathered,
            boolean trickle,
            CompletableFuture<RTCPeerConnection> other) {
        return factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                if (trickle) {
                    var unused = other.thenAcceptAsync(each -> each.addIceCandidate(candidate));
                }
            }

            @Override
            public void onIceGatheringChange(RTCIceGatheringState state) {
                if (state == RTCIceGatheringState.COMPLETE) {
                    gathered.complete(null);
                }
            }
        });
    }

    private RTCDataChannel channel(RTCPeerConnection connection, CompletableFuture<Void> open) {
        RTCDataChannelInit negotiated = new RTCDataChannelInit();
        negotiated.negotiated = true;
        negotiated.id = 0;
        RTCDataChannel channel = connection.createDataChannel("bare", negotiated);
        channels.add(channel);
        channel.registerObserver(new RTCDataChannelObserver() {
            @Override
            public void onBufferedAmountChange(long previous) {}

            @Override
            public void onStateChange() {
                if (channel.getState() == RTCDataChannelState.OPEN) {
                    open.complete(null);
                }
            }

            @Override
            public void onMessage(RTCDataChannelBuffer message) {
                message.data.get(new byte[message.data.remaining()]);
                heard.incrementAndGet();
            }
        });
        return channel;
    }

    private static RTCSessionDescription get(Consumer<CreateSessionDescriptionObserver> create) throws Exception {
        CompletableFuture<RTCSessionDescription> created = new CompletableFuture<>();
        create.accept(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                created.complete(description);
            }

            @Override
            public void onFailure(String error) {
                created.completeExceptionally(new IllegalStateException(error));
            }
        });
        return created.get(60, TimeUnit.SECONDS);
    }

    private static void set(Consumer<SetSessionDescriptionObserver> set) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        set.accept(new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(null);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new IllegalStateException(error));
            }
        });
        done.get(60, TimeUnit.SECONDS);
    }
}
