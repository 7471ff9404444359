package dialtone.bridge;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.reunion.DerivedCredentials;
import java.nio.charset.StandardCharsets;

/** The derived ICE credentials of a call as they are sealed in its row: ufrag and pwd of the inviter, ufrag and pwd of the invitee, in ASCII with blanks between. */
final class StoredCredentials {

    private StoredCredentials() {}

    static Bytes encode(DerivedCredentials derived) {
        IceCredentials inviter = derived.inviter();
        IceCredentials invitee = derived.invitee();
        String text = String.join(" ", inviter.ufrag(), inviter.pwd(), invitee.ufrag(), invitee.pwd());
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    static DerivedCredentials decode(Bytes stored) {
        String[] words = new String(stored.toArray(), StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length != 4) {
            throw new MalformedException("derived credentials", "four words", String.valueOf(words.length));
        }
        return new DerivedCredentials(new IceCredentials(words[0], words[1]), new IceCredentials(words[2], words[3]));
    }
}
