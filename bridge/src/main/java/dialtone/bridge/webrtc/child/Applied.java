package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.function.Consumer;

/** What to do when the library has taken a description. */
record Applied(PeerThread thread, Runnable then, Consumer<String> otherwise) implements SetSessionDescriptionObserver {

    @Override
    public void onSuccess() {
        thread.handOff(then);
    }

    @Override
    public void onFailure(String error) {
        thread.handOff(() -> otherwise.accept("a description was refused: " + Descriptions.unquoted(error)));
    }
}
