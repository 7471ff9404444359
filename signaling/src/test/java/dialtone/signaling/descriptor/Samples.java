package dialtone.signaling.descriptor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Session descriptions as browsers write them. */
final class Samples {

    static final List<String> ALL = List.of(
            "chromium-offer",
            "chromium-answer",
            "chromium-offer-with-addresses",
            "firefox-offer",
            "firefox-answer",
            "webrtc-java-offer",
            "webrtc-java-answer");

    private Samples() {}

    static String read(String name) {
        try (InputStream in = Samples.class.getResourceAsStream(name + ".sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
