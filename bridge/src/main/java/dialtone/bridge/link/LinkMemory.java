package dialtone.bridge.link;

import dialtone.signaling.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/** What of the links is written down. Secret, all of it. */
public interface LinkMemory {

    /** Whom to look for at the start: friends of whom there is a ticket or for whom there is a standby. */
    List<PublicKey> known();

    /** How to dial them, or empty. */
    String ticket(PublicKey friend);

    void keepTicket(PublicKey friend, String ticket);

    Optional<Standby> standby(PublicKey friend);

    void keepStandby(PublicKey friend, Optional<Standby> standby);
}
