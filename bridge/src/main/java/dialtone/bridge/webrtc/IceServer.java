package dialtone.bridge.webrtc;

import java.util.List;

/** A STUN or TURN server, as RTCIceServer of the W3C names it. {@code username} and {@code credential}: empty for STUN. */
public record IceServer(List<String> urls, String username, String credential) {

    public IceServer {
        urls = List.copyOf(urls);
    }

    @Override
    public String toString() {
        return "IceServer[urls=" + urls + ", username and credential redacted]";
    }
}
