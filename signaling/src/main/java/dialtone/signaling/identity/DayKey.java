package dialtone.signaling.identity;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Day keys: B_day = B + H(B, network, day)*G. Who knows B computes the public key of any day; only the owner of B its private key; who does not know B cannot tell
 * that two day keys belong together.
 */
public final class DayKey {

    private static final String LABEL = "dialtone/1/day";

    private DayKey() {}

    public static PublicKey of(PublicKey identity, Chain chain, LocalDate day) {
        return identity.plus(tweak(identity, chain, day));
    }

    /** The UTC date at an instant. */
    public static LocalDate dayOf(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** The days whose keys are accepted at an instant: clocks differ, and a transaction takes its time. */
    public static List<LocalDate> acceptedAt(Instant now) {
        LocalDate today = dayOf(now);
        return List.of(today.minusDays(1), today, today.plusDays(1));
    }

    static Bytes tweak(PublicKey identity, Chain chain, LocalDate day) {
        return Hashes.tagged(
                LABEL,
                new ByteWriter()
                        .bytes(identity.bytes())
                        .u8(chain.id())
                        .u32(day.toEpochDay())
                        .toBytes());
    }
}
