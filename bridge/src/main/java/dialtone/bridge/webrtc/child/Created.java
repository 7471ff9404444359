package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSessionDescription;
import java.util.function.Consumer;

/** What to do with the description that the library made. */
record Created(PeerThread thread, Consumer<String> then, Consumer<String> otherwise)
        implements CreateSessionDescriptionObserver {

    @Override
    public void onSuccess(RTCSessionDescription description) {
        thread.handOff(() -> then.accept(description.sdp));
    }

    @Override
    public void onFailure(String error) {
        thread.handOff(() -> otherwise.accept("no description was made: " + Descriptions.unquoted(error)));
    }
}
