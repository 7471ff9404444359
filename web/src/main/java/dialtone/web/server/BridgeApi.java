package dialtone.web.server;

import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.webrtc.IceSettings;
import java.util.List;
import java.util.Map;

/**
 * What programs may ask of a bridge: the API serves it, the command line uses it. A bridge that runs is asked over HTTP, one that does not is opened from its data
 * directory. While the keys are sealed, everything but {@link #owner} and {@link #unlock} is {@link Refused} as {@link Refused#LOCKED}.
 */
public interface BridgeApi {

    Owner owner();

    /** Opens the keys, in about a second, and lets the bridge begin. Does nothing when they are open. Throws a {@code VaultException} when that is not the passphrase. */
    void unlock(Passphrase passphrase);

    /** Sets, changes or removes the passphrase, in a second or two. Empty: none. Throws a {@code VaultException} when one of the two is not taken. */
    void setPassphrase(Passphrase current, Passphrase fresh);

    /** The STUN and TURN servers from now on; kept. */
    void setIce(IceSettings settings);

    /** Which addresses and servers work, in words. Takes up to 20 s. */
    List<Finding> checkConnection();

    Card card();

    List<Friend> friends();

    /** {@code name}: what to call the friend; empty takes the card's name. A card that is already there keeps its friend and gets the name. */
    Friend addFriend(String card, String name);

    void removeFriend(String id);

    /** Explains a transaction or a payload, with our keys where they open it. */
    Inspection inspect(String hex);

    ToBrowser.NodeView node();

    /** Files and TCP connections. {@link Refused} as {@link Refused#NO_LINKS} where the page holds the links. */
    LinksApi links();

    /** What may be known while the keys are sealed. {@code passphrase}: whether there is one. {@code locked}: it has not been given yet. */
    record Owner(String name, String network, boolean passphrase, boolean locked) {}

    /** {@code key}: the identity key in hex. {@code card}: bech32m text. {@code link}: the same as a dialtone: link. */
    record Card(String name, String key, String card, String link, String network) {}

    /** {@code id}: the friend's identity key in hex. */
    record Friend(String id, String name, boolean verified, String safetyNumber) {}

    /** {@code kind}: what was recognised, in words. {@code opened}: the decrypted content when our keys open it, otherwise empty. */
    record Inspection(String kind, List<Field> fields, Map<String, Object> opened) {}

    /** {@code state}: works, limited or fails. */
    record Finding(String state, String text) {}

    /** {@code offset}: in the payload, or, when {@code sealed}, in what was sealed. */
    record Field(String name, int offset, boolean sealed, String hex, String meaning) {}

    /** The bridge does not do what was asked, and says why. {@code code}: stable, for programs; {@link #UNKNOWN} when what was named does not exist. */
    final class Refused extends RuntimeException {
        public static final String UNKNOWN = "unknown";

        /** The keys are sealed. */
        public static final String LOCKED = "locked";

        /** What was given is not what is taken. */
        public static final String MALFORMED = "malformed";

        /** The page holds the links, or nobody does. */
        public static final String NO_LINKS = "no-links";

        /** Somebody else is doing it at this moment. */
        public static final String BUSY = "busy";

        private final String code;

        public Refused(String code, String text) {
            super(text, null, false, false);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
