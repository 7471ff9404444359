package dialtone.e2e.peer;

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
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * webrtc-java. Its callbacks come on a thread of the native library: they only complete futures, because an exception out of one ends the process.
 *
 * <p>The constructor throws {@link LinkageError} where the native library cannot be loaded.
 */
public final class NativePeer implements Peer {

    /** A factory without an audio device module ends the process where there is no sound system. */
    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();

    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private RTCPeerConnection connection;
    private RTCDataChannel channel;
    private CompletableFuture<Void> gathered;
    private CompletableFuture<Void> opened;
    private CompletableFuture<String> heard;

    @Override
    public String name() {
        return "webrtc-java";
    }

    private void begin() {
        gathered = new CompletableFuture<>();
        opened = new CompletableFuture<>();
        heard = new CompletableFuture<>();
        CompletableFuture<Void> complete = gathered;
        connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                // The gathered description has them all.
            }

            @Override
            public void onIceGatheringChange(RTCIceGatheringState state) {
                if (state == RTCIceGatheringState.COMPLETE) {
                    complete.complete(null);
                }
            }
        });
        RTCDataChannelInit negotiated = new RTCDataChannelInit();
        negotiated.negotiated = true;
        negotiated.id = 0;
        channel = connection.createDataChannel("control", negotiated);
        channel.registerObserver(new Listener(channel, opened, heard));
    }

    @Override
    public String offer() {
        begin();
        return described(observer -> connection.createOffer(new RTCOfferOptions(), observer));
    }

    @Override
    public String answer(String offer) {
        begin();
        setRemote(RTCSdpType.OFFER, offer);
        return described(observer -> connection.createAnswer(new RTCAnswerOptions(), observer));
    }

    @Override
    public void apply(String answer) {
        setRemote(RTCSdpType.ANSWER, answer);
    }

    private void setRemote(RTCSdpType type, String sdp) {
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setRemoteDescription(new RTCSessionDescription(type, sdp), setting(set));
        await(set);
    }

    private String described(Consumer<CreateSessionDescriptionObserver> create) {
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
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setLocalDescription(await(created), setting(set));
        await(set);
        await(gathered);
        return connection.getLocalDescription().sdp;
    }

    private static SetSessionDescriptionObserver setting(CompletableFuture<Void> set) {
        return new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                set.complete(null);
            }

            @Override
            public void onFailure(String error) {
                set.completeExceptionally(new IllegalStateException(error));
            }
        };
    }

    @Override
    public void say(String text) {
        await(opened);
        try {
            channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), false));
        } catch (Exception e) {
            throw new IllegalStateException("the channel did not take a message", e);
        }
    }

    @Override
    public String hear() {
        return await(heard);
    }

    @Override
    public void end() {
        if (connection != null) {
            channel.close();
            connection.close();
            channel.unregisterObserver();
            channel.dispose();
            connection = null;
        }
    }

    @Override
    public void close() {
        end();
        factory.dispose();
        audio.dispose();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("webrtc-java did not go on within " + PATIENCE_S + " s", e);
        }
    }

    private record Listener(RTCDataChannel channel, CompletableFuture<Void> opened, CompletableFuture<String> heard)
            implements RTCDataChannelObserver {

        @Override
        public void onBufferedAmountChange(long previous) {
            // Little is sent here.
        }

        @Override
        public void onStateChange() {
            if (channel.getState() == RTCDataChannelState.OPEN) {
                opened.complete(null);
            }
        }

        /** The buffer is the library's memory: copied before this returns. */
        @Override
        public void onMessage(RTCDataChannelBuffer message) {
            byte[] bytes = new byte[message.data.remaining()];
            message.data.get(bytes);
            heard.complete(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
