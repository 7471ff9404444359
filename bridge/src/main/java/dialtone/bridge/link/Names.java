package dialtone.bridge.link;

import dialtone.signaling.descriptor.Descriptor;
import java.util.concurrent.CompletableFuture;

/** Turns the {@code .local} names of a friend's browser into addresses: libwebrtc does not. */
public interface Names {
    CompletableFuture<Descriptor> resolve(Descriptor descriptor);
}
