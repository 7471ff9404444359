package dialtone.e2e.peer;

import java.nio.file.Path;
import java.util.Map;

/** A page in Firefox. */
public final class FirefoxPeer implements Peer {

    private final Firefox firefox;

    public FirefoxPeer(Path path, String address) {
        // Candidates show real addresses.
        firefox = new Firefox(path, Map.of("media.peerconnection.ice.obfuscate_host_addresses", "false"));
        firefox.open(address);
        firefox.evaluate(Scripts.PEER);
    }

    @Override
    public String name() {
        return "Firefox";
    }

    @Override
    public String offer() {
        return firefox.evaluate("peer.offer()");
    }

    @Override
    public String answer(String offer) {
        return firefox.evaluate("peer.answer(" + Firefox.quoted(offer) + ")");
    }

    @Override
    public void apply(String answer) {
        firefox.evaluate("peer.apply(" + Firefox.quoted(answer) + ")");
    }

    @Override
    public void say(String text) {
        firefox.evaluate("void peer.say(" + Firefox.quoted(text) + ")");
    }

    @Override
    public String hear() {
        return firefox.evaluate("peer.hear()");
    }

    @Override
    public void end() {
        firefox.evaluate("peer.end()");
    }

    @Override
    public void close() {
        firefox.close();
    }
}
