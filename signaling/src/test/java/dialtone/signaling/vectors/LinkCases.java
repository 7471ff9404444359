package dialtone.signaling.vectors;

import static dialtone.signaling.Peers.filled;
import static dialtone.signaling.vectors.Inputs.changed;
import static dialtone.signaling.vectors.IntroductionCases.flipped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.PublicKey;
import java.util.List;

/** Alice and Bob say hello and renew their secret; each side is a vector of its own, with what it receives. */
final class LinkCases {

    private static final Bytes ALICES_PRINT = filled(32, 0xa0);
    private static final Bytes BOBS_PRINT = filled(32, 0xb0);
    private static final Bytes MALLORYS_PRINT = filled(32, 0x30);
    private static final Bytes SECRET = filled(32, 0x40);

    private final Cases cases = new Cases();

    private LinkCases() {}

    static List<Vector> all() {
        LinkCases made = new LinkCases();
        made.hellos();
        made.ratchetMessages();
        made.ratchets();
        return made.cases.vectors();
    }

    private void hellos() {
        ObjectNode alice = hello(IdentityCases.ALICES_WORDS, Peers.bob().publicKey(), ALICES_PRINT, BOBS_PRINT, 1);
        ObjectNode bob = hello(IdentityCases.BOBS_WORDS, Peers.alice().publicKey(), BOBS_PRINT, ALICES_PRINT, 0x51);
        Bytes alicesGreeting = sends(cases.accepted("Alice's greeting", "hello", alice), 0);
        Bytes bobsGreeting = sends(cases.accepted("Bob's greeting", "hello", bob), 0);
        Bytes bobsProof = sends(cases.accepted("Bob's proof", "hello", received(bob, alicesGreeting)), 1);
        Bytes alicesProof = sends(run(received(alice, bobsGreeting)), 1);
        cases.accepted("the two meet, at Alice", "hello", received(alice, bobsGreeting, bobsProof));
        cases.accepted("the two meet, at Bob", "hello", received(bob, alicesGreeting, alicesProof));

        ObjectNode relayed = changed(bob, "their_fingerprint", MALLORYS_PRINT);
        refused(
                "a relay with a certificate of its own",
                alice,
                bobsGreeting,
                sends(run(received(relayed, alicesGreeting)), 1));
        ObjectNode otherCall = changed(bob, "invitation_id", filled(16, 2));
        refused(
                "a proof for another invitation",
                alice,
                bobsGreeting,
                sends(run(received(otherCall, alicesGreeting)), 1));
        ObjectNode otherNetwork = changed(bob, "network", "signet");
        refused(
                "a proof on another network",
                alice,
                bobsGreeting,
                sends(run(received(otherNetwork, alicesGreeting)), 1));
        ObjectNode carol = changed(bob, "words", IdentityCases.CAROLS_WORDS);
        refused("a proof by somebody else", alice, bobsGreeting, sends(run(received(carol, alicesGreeting)), 1));
        Bytes earlier = sends(run(received(bob, flipped(alicesGreeting, 10))), 1);
        refused("a proof of an earlier connection", alice, bobsGreeting, earlier);
        refused("our own greeting mirrored", alice, alicesGreeting);
        refused("our own proof mirrored", alice, bobsGreeting, alicesProof);
        refused("a proof with a flipped bit", alice, bobsGreeting, flipped(bobsProof, 20));
        refused("a proof before the greeting", alice, bobsProof);
        refused("a greeting twice", alice, bobsGreeting, bobsGreeting);
        refused("version 2 of a greeting", alice, Bytes.of((byte) 2).concat(bobsGreeting.slice(1, 34)));
        refused("a greeting that is cut off", alice, bobsGreeting.slice(0, 33));
        refused("a greeting with one byte more", alice, bobsGreeting.concat(filled(1, 0)));
        refused("nothing at all", alice, Bytes.EMPTY);
        cases.refused(
                "MALFORMED", "a fingerprint of 31 bytes", "hello", changed(alice, "our_fingerprint", filled(31, 1)));
    }

    private void ratchetMessages() {
        Bytes random = filled(32, 1);
        String read = "read ratchet message";
        cases.accepted("Have, one generation", read, message("0101" + "0011223344556677" + random.hex()));
        cases.accepted(
                "Have, three generations",
                read,
                message("0103" + "0011223344556677" + "1011223344556677" + "2011223344556677" + random.hex()));
        cases.accepted("Confirm", read, message("02" + filled(16, 1).hex()));
        cases.accepted("Done", read, message("03" + filled(16, 1).hex()));
        cases.refused("MALFORMED", "type 4", read, message("04" + filled(16, 1).hex()));
        cases.refused("MALFORMED", "Have without a generation", read, message("0100" + random.hex()));
        cases.refused(
                "MALFORMED",
                "Have with four generations",
                read,
                message("0104" + "0011223344556677".repeat(4) + random.hex()));
        cases.refused(
                "MALFORMED",
                "Have that is cut off",
                read,
                message("0101" + "0011223344556677" + filled(31, 1).hex()));
        cases.refused(
                "MALFORMED",
                "a proof of 15 bytes",
                read,
                message("02" + filled(15, 1).hex()));
        cases.refused(
                "MALFORMED",
                "a proof of 17 bytes",
                read,
                message("03" + filled(17, 1).hex()));
        cases.refused("MALFORMED", "no message", read, message(""));
    }

    private void ratchets() {
        ObjectNode alice =
                Inputs.of("pair_secret", SECRET, "side", "lower", "random", filled(32, 1), "receives", List.of());
        ObjectNode bob =
                Inputs.of("pair_secret", SECRET, "side", "higher", "random", filled(32, 33), "receives", List.of());
        Bytes alicesHave = sends(cases.accepted("Alice starts", "ratchet", alice), 0);
        Bytes bobsHave = sends(cases.accepted("Bob starts", "ratchet", bob), 0);
        Bytes alicesConfirm = sends(cases.accepted("Alice has Bob's Have", "ratchet", received(alice, bobsHave)), 1);
        Bytes bobsConfirm = sends(cases.accepted("Bob has Alice's Have", "ratchet", received(bob, alicesHave)), 1);
        Bytes bobsDone = sends(
                cases.accepted("Bob has Alice's Confirm", "ratchet", received(bob, alicesHave, alicesConfirm)), 2);
        cases.accepted("Alice is through", "ratchet", received(alice, bobsHave, bobsConfirm, bobsDone));
        cases.accepted("a Confirm got lost, Done is enough", "ratchet", received(alice, bobsHave, bobsDone));
        cases.accepted("a wrong proof changes nothing", "ratchet", received(alice, bobsHave, flipped(bobsConfirm, 3)));
        cases.accepted("our own Confirm mirrored changes nothing", "ratchet", received(alice, bobsHave, alicesConfirm));
        cases.accepted("our own Have mirrored changes nothing", "ratchet", received(alice, alicesHave));
        cases.accepted("Confirm before Have changes nothing", "ratchet", received(alice, bobsConfirm));
        Bytes strangersHave = sends(
                new Inputs(Kinds.run("ratchet", changed(bob, "pair_secret", filled(32, 0x60)))
                        .get(Vector.EXPECTED)),
                0);
        cases.accepted("nothing in common: the pair is lost", "ratchet", received(alice, strangersHave));
        cases.refused("MALFORMED", "a message of type 4", "ratchet", received(alice, Bytes.of((byte) 4)));
    }

    private void refused(String name, ObjectNode side, Bytes... messages) {
        cases.refused(Refusal.REFUSED, name, "hello", received(side, messages));
    }

    private static ObjectNode hello(String words, PublicKey friend, Bytes ours, Bytes theirs, int nonce) {
        return Inputs.of(
                "words",
                words,
                "network",
                "regtest",
                "friend",
                friend.bytes(),
                "our_fingerprint",
                ours,
                "their_fingerprint",
                theirs,
                "invitation_id",
                filled(16, 1),
                "random",
                filled(32, nonce),
                "receives",
                List.of());
    }

    private static ObjectNode message(String hex) {
        return Inputs.of("message", Bytes.fromHex(hex));
    }

    private static ObjectNode received(ObjectNode side, Bytes... messages) {
        return changed(side, "receives", List.of(messages));
    }

    private static Inputs run(ObjectNode hello) {
        return new Inputs(Kinds.run("hello", hello).get(Vector.EXPECTED));
    }

    private static Bytes sends(Inputs output, int index) {
        return output.list("sends").get(index);
    }
}
