package dialtone.bridge;

import dialtone.signaling.descriptor.IceCredentials;

/** Session descriptions as a browser makes them for a data channel. Each address has a certificate of its own. */
final class Sdp {
    private Sdp() {}

    static String offer(String ip, int port) {
        return of("actpass", "aB3d", ip, port);
    }

    static String answer(String ip, int port) {
        return of("active", "Zy9x", ip, port);
    }

    /** As {@code sdp}, with one candidate more. */
    static String with(String sdp, String kind, String ip, int port) {
        String candidate =
                "a=candidate:2 1 udp 41885439 " + ip + " " + port + " typ " + kind + " raddr 0.0.0.0 rport 0\r\n";
        return sdp.replace("a=ice-ufrag:", candidate + "a=ice-ufrag:");
    }

    /** With ICE credentials that the page has set. */
    static String offer(String ip, int port, IceCredentials credentials) {
        return of("actpass", credentials, ip, port);
    }

    static String answer(String ip, int port, IceCredentials credentials) {
        return of("active", credentials, ip, port);
    }

    /** The last byte of an IPv4 address. */
    private static int host(String ip) {
        return Integer.parseInt(ip.substring(ip.lastIndexOf('.') + 1));
    }

    private static String of(String setup, String ufrag, String ip, int port) {
        return of(setup, new IceCredentials(ufrag, "0123456789abcdefghijklmn"), ip, port);
    }

    private static String of(String setup, IceCredentials credentials, String ip, int port) {
        return String.join(
                        "\r\n",
                        "v=0",
                        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
                        "s=-",
                        "t=0 0",
                        "a=group:BUNDLE 0",
                        "a=extmap-allow-mixed",
                        "a=msid-semantic: WMS",
                        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                        "c=IN IP4 0.0.0.0",
                        "a=candidate:1 1 udp 2113937151 " + ip + " " + port + " typ host generation 0",
                        "a=ice-ufrag:" + credentials.ufrag(),
                        "a=ice-pwd:" + credentials.pwd(),
                        "a=ice-options:trickle",
                        "a=fingerprint:sha-256 " + "AB:".repeat(31) + "%02X".formatted(host(ip)),
                        "a=setup:" + setup,
                        "a=mid:0",
                        "a=sctp-port:5000",
                        "a=max-message-size:262144")
                + "\r\n";
    }
}
