package dialtone.bridge.link.file;

import java.util.Locale;

/** What a transfer failed of, with its words for the side that found it and for the side that was told. */
enum Why {
    CANCELLED("you cancelled it", "your friend cancelled it"),
    CHANGED(
            "the file has changed since it was offered: offer it again",
            "your friend's file changed meanwhile: ask for it again"),
    UNREADABLE(
            "the file cannot be read: check that it is still there and yours to read",
            "your friend's computer cannot read the file any more"),
    FULL(
            "there is no room for it on the disk: make room and ask for it again",
            "there is no room on your friend's disk"),
    UNWRITABLE(
            "the folder for received files cannot be written: check that it is there and yours to write",
            "your friend's computer cannot write the file"),
    HASH("what came is not what was sent: ask for it again", "what arrived is not what was sent: offer it again"),
    TOO_MANY(
            "your friend offers too many files at once",
            "your friend has too many offers to decide about: offer it again later"),
    VERSION(
            "your friend's release is newer: update yours",
            "your friend's release does not know this kind of offer: they must update"),
    BROKEN(
            "your friend's release broke the protocol: one of you must update",
            "your friend's release says that ours broke the protocol: one of you must update"),
    UNKNOWN("", "your friend's side ended it for a reason that this release does not know");

    private final String found;
    private final String told;

    Why(String found, String told) {
        this.found = found;
        this.told = told;
    }

    String words(boolean theyTold) {
        return theyTold ? told : found;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Why fromWire(String wire) {
        for (Why why : values()) {
            if (why != UNKNOWN && why.wire().equals(wire)) {
                return why;
            }
        }
        return UNKNOWN;
    }
}
