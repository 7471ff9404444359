package dialtone.signaling.frame;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.PrivateKey;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What an inviter keeps until the acceptance, and then forgets: the ephemeral private key of the invitation, and the day whose key it was sealed to.
 *
 * <pre>
 * version(1) = 1 | day, since 1970-01-01(4) | private key(32)
 * </pre>
 */
public record EphemeralSecret(PrivateKey key, LocalDate day) {

    private static final int VERSION = 1;

    public EphemeralSecret {
        Objects.requireNonNull(key);
        Objects.requireNonNull(day);
    }

    public static EphemeralSecret decode(Bytes encoded) {
        ByteReader in = new ByteReader(encoded);
        int version = in.u8("version of an ephemeral secret");
        if (version != VERSION) {
            throw new MalformedException("version of an ephemeral secret", "1", String.valueOf(version));
        }
        LocalDate day = LocalDate.ofEpochDay(in.u32("day of an ephemeral secret"));
        PrivateKey key = PrivateKey.of(in.take(PrivateKey.SIZE, "ephemeral secret"));
        in.end("ephemeral secret");
        return new EphemeralSecret(key, day);
    }

    /** For storing it. Secret. */
    public Bytes encode() {
        return new ByteWriter()
                .u8(VERSION)
                .u32(day.toEpochDay())
                .bytes(key.secret())
                .toBytes();
    }

    @Override
    public String toString() {
        return "EphemeralSecret[redacted]";
    }
}
