package dialtone.bridge.link;

import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.List;

/**
 * A connection that waits for the friend to dial it, as it is written down: made again after a restart, the ticket that the friend has of it stays true
 * ({@code docs/protocol.md}, 8.3). Secret.
 *
 * @param port UDP, the same each time
 * @param ours the credentials of the standby
 * @param dial those that the friend dials with
 * @param theirs the fingerprint of the friend
 */
public record Standby(int port, IceCredentials ours, IceCredentials dial, Bytes theirs) {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int UFRAG_CHARACTERS = 8;
    private static final int PWD_CHARACTERS = 24;

    static Standby fresh(Bytes theirs, SecureRandom random) throws SocketException {
        return new Standby(freePort(), credentials(random), credentials(random), theirs);
    }

    /** The friend, from whom nothing has come yet. */
    Descriptor synthesizedAnswer() {
        return new Descriptor(theirs, dial, List.of());
    }

    private static IceCredentials credentials(SecureRandom random) {
        return new IceCredentials(characters(UFRAG_CHARACTERS, random), characters(PWD_CHARACTERS, random));
    }

    private static String characters(int count, SecureRandom random) {
        StringBuilder text = new StringBuilder(count);
        random.ints(count, 0, ALPHABET.length()).forEach(index -> text.append(ALPHABET.charAt(index)));
        return text.toString();
    }

    /** Free at this moment. */
    static int freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** For the database. */
    public String encode() {
        return String.join(
                " ", Integer.toString(port), ours.ufrag(), ours.pwd(), dial.ufrag(), dial.pwd(), theirs.hex());
    }

    public static Standby decode(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != 6) {
            throw new IllegalArgumentException("a standby has 6 fields, got " + fields.length);
        }
        return new Standby(
                Integer.parseInt(fields[0]),
                new IceCredentials(fields[1], fields[2]),
                new IceCredentials(fields[3], fields[4]),
                Bytes.fromHex(fields[5]));
    }

    @Override
    public String toString() {
        return "Standby[redacted]";
    }
}
