package dialtone.bridge.mdns;

/** The bytes are not a DNS message this reader accepts. */
final class MalformedDns extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedDns(String message) {
        super(message);
    }
}
