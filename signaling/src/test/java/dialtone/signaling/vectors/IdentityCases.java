package dialtone.signaling.vectors;

import static dialtone.signaling.vectors.Inputs.changed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import java.util.List;

final class IdentityCases {

    static final String ALICES_WORDS =
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    static final String BOBS_WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    static final String CAROLS_WORDS =
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage above";

    /** x = 5 has no point on secp256k1. */
    static final Bytes NO_POINT =
            Bytes.of((byte) 2).concat(Bytes.of(new byte[31])).concat(Bytes.of((byte) 5));

    private IdentityCases() {}

    static List<Vector> all() {
        Cases cases = new Cases();
        identities(cases);
        dayKeys(cases);
        safetyNumbers(cases);
        certificates(cases);
        brainWallets(cases);
        return cases.vectors();
    }

    private static void identities(Cases cases) {
        ObjectNode alice = Inputs.of("words", ALICES_WORDS, "network", "regtest");
        cases.accepted("Alice on regtest", "identity", alice);
        cases.accepted("Alice on mainnet has another key", "identity", changed(alice, "network", "mainnet"));
        cases.accepted("Bob on regtest", "identity", changed(alice, "words", BOBS_WORDS));
        cases.accepted("Carol on regtest", "identity", changed(alice, "words", CAROLS_WORDS));
        cases.refused(
                "MALFORMED",
                "words with a wrong checksum",
                "identity",
                changed(alice, "words", ALICES_WORDS.replace("about", "abandon")));
        cases.refused(
                "MALFORMED", "eleven words", "identity", changed(alice, "words", ALICES_WORDS.replace(" about", "")));
        cases.refused(
                "MALFORMED",
                "a word that is not in the list",
                "identity",
                changed(alice, "words", ALICES_WORDS.replace("about", "dialtone")));
    }

    private static void dayKeys(Cases cases) {
        ObjectNode bob =
                Inputs.of("identity_key", Peers.bob().publicKey().bytes(), "network", "regtest", "day", "2026-11-21");
        cases.accepted("Bob's day key as Alice computes it", "day key", bob);
        cases.accepted("the next day's is another", "day key", changed(bob, "day", "2026-11-22"));
        cases.accepted("another network's is another", "day key", changed(bob, "network", "signet"));
        cases.accepted("the first day there is", "day key", changed(bob, "day", "1970-01-01"));
        cases.accepted(
                "Bob's private day key",
                "private day key",
                Inputs.of("words", BOBS_WORDS, "network", "regtest", "day", "2026-11-21"));
        cases.refused("MALFORMED", "an x without a point", "day key", changed(bob, "identity_key", NO_POINT));
        cases.refused(
                "MALFORMED",
                "a key that is not compressed",
                "day key",
                changed(bob, "identity_key", Bytes.of((byte) 4).concat(Peers.filled(64, 1))));
        cases.refused(
                "MALFORMED",
                "a key that is cut off",
                "day key",
                changed(bob, "identity_key", Peers.bob().publicKey().bytes().slice(0, 32)));
    }

    private static void safetyNumbers(Cases cases) {
        ObjectNode friends = Inputs.of(
                "alice",
                Peers.alice().publicKey().bytes(),
                "bob",
                Peers.bob().publicKey().bytes());
        cases.accepted("Alice and Bob", "safety number", friends);
        cases.accepted(
                "the same seen by Bob",
                "safety number",
                Inputs.of("alice", friends.get("bob"), "bob", friends.get("alice")));
        cases.accepted(
                "Alice and Carol",
                "safety number",
                changed(friends, "bob", Peers.carol().publicKey().bytes()));
    }

    private static void certificates(Cases cases) {
        ObjectNode forBob = Inputs.of(
                "words",
                ALICES_WORDS,
                "network",
                "regtest",
                "friend",
                Peers.bob().publicKey().bytes());
        cases.accepted("Alice's certificate for Bob", "certificate", forBob);
        cases.accepted(
                "the one for Carol is another",
                "certificate",
                changed(forBob, "friend", Peers.carol().publicKey().bytes()));
        cases.accepted("the one on testnet is another", "certificate", changed(forBob, "network", "testnet"));
    }

    private static void brainWallets(Cases cases) {
        cases.accepted(
                "the first vector of WarpWallet 1.0.4",
                "WarpWallet seed",
                Inputs.of("passphrase", "ER8FT+HFjk0", "salt", "7DpniYifN6c"));
        ObjectNode weak = Inputs.of(
                "passphrase", "correct horse battery staple", "salt", "alice@example.org", "network", "regtest");
        cases.refused("MALFORMED", "a passphrase below 80 bits", "brain wallet", weak);
        cases.refused(
                "MALFORMED",
                "a blank salt",
                "brain wallet",
                changed(changed(weak, "passphrase", "uyVkW5vKXX3RpvnUcj7U3Q"), "salt", " "));
    }
}
