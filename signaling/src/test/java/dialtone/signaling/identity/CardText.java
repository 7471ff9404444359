package dialtone.signaling.identity;

import dialtone.signaling.Bytes;

/** Texts with a right checksum around anything, for cards that a {@link ContactCard} would never write. */
public final class CardText {

    private CardText() {}

    public static String of(String prefix, Bytes content) {
        return new Bech32m(prefix, content).text();
    }
}
