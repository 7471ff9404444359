package dialtone.bridge.webrtc.child;

import dialtone.signaling.descriptor.IceCredentials;

/** Text that the library made. */
final class Descriptions {

    private Descriptions() {}

    /** libwebrtc takes credentials that we chose when they stand in the description that it made itself. */
    static String withCredentials(String sdp, IceCredentials ours) {
        return sdp.replaceAll("(?m)^a=ice-ufrag:.*$", "a=ice-ufrag:" + ours.ufrag())
                .replaceAll("(?m)^a=ice-pwd:.*$", "a=ice-pwd:" + ours.pwd());
    }

    /** The library quotes the line that it cannot read, which may hold the password. */
    static String unquoted(String error) {
        return String.valueOf(error).replaceAll("(?s)\\[.*", "[...]");
    }
}
