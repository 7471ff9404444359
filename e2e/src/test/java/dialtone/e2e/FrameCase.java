package dialtone.e2e;

import dialtone.signaling.Bytes;
import java.util.Map;

/** One frame that both implementations seal and open. What each says of it are maps of the same keys, with bytes in hex and instants in seconds since 1970. */
interface FrameCase {

    /** What the second implementation needs to seal it. */
    Map<String, Object> toSeal();

    /** The frame, and what else sealing gives, by Java. */
    Map<String, Object> sealed();

    /** What the second implementation needs to open it. */
    Map<String, Object> toOpen(Bytes payload, Arrival arrival);

    /** What opening gives, by Java: what was sealed, or {@code refused} with a reason. */
    Map<String, Object> opened(Bytes payload, Arrival arrival);

    /** What whoever opens it in time must get. {@code sealed}: what sealing gave. */
    Map<String, Object> facts(Map<String, Object> sealed);

    /** When it was sealed. */
    int sealedAt();

    int expiry();
}
