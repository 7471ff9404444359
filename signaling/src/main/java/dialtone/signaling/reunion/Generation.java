package dialtone.signaling.reunion;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.frame.PairSecret;

/**
 * One pair secret and how far it is used up. {@code number}: how many ratchets lie between it and its introduction. {@code sent}: the next counter that we send with.
 * {@code low}: the lowest counter of the friend that we still take; {@code used}: bit i is set when {@code low + i} has come.
 *
 * <pre>
 * number(4) | secret(32) | sent(4) | low(4) | used(4)
 * </pre>
 */
public record Generation(long number, PairSecret secret, long sent, long low, int used) {

    /** So many tags of each friend are looked for at a time. */
    public static final int WINDOW = 32;

    /** So many of them stay behind the latest that came: transactions overtake each other. */
    static final int BEHIND = 16;

    static final int ID_SIZE = 8;
    static final int SIZE = 4 + PairSecret.SIZE + 4 + 4 + 4;

    /** Nobody sends with it or beyond, so that a window of counters never leaves 32 bits. */
    static final long LAST_COUNTER = 0xffffffffL - WINDOW;

    private static final String ID_LABEL = "dialtone/1/generation";
    private static final String TAG_LABEL = "dialtone/1/reunion tag";
    private static final String RATCHET_LABEL = "dialtone/1/ratchet";

    public Generation {
        atMost(LAST_COUNTER, "number of a generation", number);
        atMost(LAST_COUNTER, "counter of frames sent", sent);
        atMost(LAST_COUNTER + WINDOW, "counter of frames received", low);
        if ((used & 1) != 0) {
            throw new MalformedException("window of a generation", "its lowest counter unused", "used");
        }
    }

    static Generation first(PairSecret secret) {
        return new Generation(0, secret, 0, 0, 0);
    }

    /** The next generation; {@code lower}, {@code higher}: the fresh randomness of the friend with that key. */
    Generation mixed(Bytes lower, Bytes higher) {
        Bytes info = new ByteWriter().ascii(RATCHET_LABEL).u32(number + 1).toBytes();
        Bytes next = Hkdf.derive(secret.bytes(), lower.concat(higher), info, PairSecret.SIZE);
        return new Generation(number + 1, new PairSecret(next), 0, 0, 0);
    }

    /** Tells generations apart and gives nothing of the secret away. */
    public Bytes id() {
        return mac(ID_LABEL, Bytes.EMPTY).slice(0, ID_SIZE);
    }

    /** The tag that a frame by {@code sender} starts with. */
    Bytes tag(Side sender, long counter) {
        Bytes message = new ByteWriter().u8(sender.number()).u32(counter).toBytes();
        return mac(TAG_LABEL, message).slice(0, ReunionFrame.TAG_SIZE);
    }

    Bytes mac(String label, Bytes message) {
        return Hashes.hmacSha256(
                secret.bytes(), new ByteWriter().ascii(label).bytes(message).toBytes());
    }

    boolean mayMoreBeSent() {
        return sent < LAST_COUNTER;
    }

    Generation afterSending() {
        return new Generation(number, secret, sent + 1, low, used);
    }

    boolean awaits(long counter) {
        long place = counter - low;
        return place >= 0 && place < WINDOW && counter < LAST_COUNTER && (used >>> place & 1) == 0;
    }

    Generation afterReceiving(long counter) {
        if (!awaits(counter)) {
            throw new IllegalArgumentException("counter " + counter + " is not awaited");
        }
        long newLow = Math.max(low, counter + 1 - BEHIND);
        long bits = (used & 0xffffffffL | 1L << (counter - low)) >>> newLow - low;
        while ((bits & 1) != 0) {
            bits >>>= 1;
            newLow++;
        }
        return new Generation(number, secret, sent, newLow, (int) bits);
    }

    void write(ByteWriter out) {
        out.u32(number).bytes(secret.bytes()).u32(sent).u32(low).u32(used & 0xffffffffL);
    }

    static Generation read(ByteReader in) {
        long number = in.u32("number of a generation");
        PairSecret secret = new PairSecret(in.take(PairSecret.SIZE, "pair secret"));
        return new Generation(
                number, secret, in.u32("counter of frames sent"), in.u32("counter of frames received"), (int)
                        in.u32("window of a generation"));
    }

    private static void atMost(long most, String what, long value) {
        if (value < 0 || value > most) {
            throw new MalformedException(what, "0 to " + most, String.valueOf(value));
        }
    }

    @Override
    public String toString() {
        return "Generation[" + number + ", redacted]";
    }
}
