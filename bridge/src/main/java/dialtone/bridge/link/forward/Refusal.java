package dialtone.bridge.link.forward;

import java.util.Locale;

/** Why a connection does not come about, in the words of the side that asked for it. */
enum Refusal {
    NOT_ALLOWED("%1$s does not allow %2$s: ask them to allow it"),
    UNKNOWN_HOST("%1$s's computer does not know the host of %2$s"),
    UNREACHABLE("%1$s's computer cannot connect to %2$s: ask them whether something listens there"),
    TIMED_OUT("%1$s's computer got no answer from %2$s"),
    TOO_MANY("there are " + Forwards.MOST_OF_A_FRIEND + " connections over the link to %1$s already: close some first"),
    VERSION("%1$s's release does not know this kind of connection: they must update"),
    BROKEN("%1$s's release broke the protocol while it connected to %2$s: one of you must update"),
    NO_LINK("there is no link to %1$s: call them first"),
    ENDED("the link to %1$s ended, or their release does not forward, before %2$s was connected"),
    UNKNOWN("%1$s's side refused %2$s for a reason that this release does not know");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    String words(String friend, Target target) {
        return String.format(words, friend, target);
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Refusal fromWire(String wire) {
        for (Refusal refusal : values()) {
            if (refusal.ordinal() < NO_LINK.ordinal() && refusal.wire().equals(wire)) {
                return refusal;
            }
        }
        return UNKNOWN;
    }
}
