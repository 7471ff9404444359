package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import java.util.List;

/** The servers that one person has named, none unless they did, and whether no address but those of TURN servers may be used and told. */
public record IceSettings(List<IceServer> servers, boolean relayOnly) {

    public static final int MOST_SERVERS = 8;

    public static final IceSettings NONE = new IceSettings(List.of(), false);

    public IceSettings {
        servers = List.copyOf(servers);
        if (servers.size() > MOST_SERVERS) {
            throw new MalformedException("servers", "at most " + MOST_SERVERS, String.valueOf(servers.size()));
        }
    }

    /** Relay-only leaves no address that may be told. */
    public static final class NothingToTell extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NothingToTell(String why) {
            super(why);
        }
    }

    /** Refuses a choice that leaves no address to be reached at. */
    public IceSettings requireUsable() {
        if (relayOnly && servers.stream().noneMatch(IceServer::relays)) {
            throw new MalformedException(
                    "servers for relay-only", "one of TURN (turn: or turns:) at least", servers.size() + " of STUN");
        }
        return this;
    }

    /** What of our own description may leave this machine: never more than was chosen, whatever the page gathered. Throws {@link NothingToTell}. */
    public Descriptor tellable(Descriptor ours) {
        if (!relayOnly) {
            return ours;
        }
        List<Candidate> relayed = ours.candidates().stream()
                .filter(candidate -> candidate.kind() == Candidate.Kind.RELAY)
                .toList();
        if (relayed.isEmpty()) {
            throw new NothingToTell(
                    "relay-only is on and no TURN server gave an address; the %d of this computer are not told"
                            .formatted(ours.candidates().size()));
        }
        return ours.withCandidates(relayed);
    }
}
