package dialtone.signaling.vectors;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.carol;
import static dialtone.signaling.Peers.filled;
import static dialtone.signaling.Peers.outpoints;
import static dialtone.signaling.vectors.Inputs.changed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.identity.DayKey;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Alice invites Bob at noon, Bob accepts four seconds later; then everything that can be wrong with it, one thing each. */
final class IntroductionCases {

    private static final String OPEN = "open introduction";
    private static final Instant EXPIRY = NOON.plusSeconds(60);
    private static final Bytes ALICES_COINS = Outpoint.serialize(outpoints(1));
    private static final Bytes BOBS_COINS = Outpoint.serialize(outpoints(101));
    private static final Bytes DESCRIPTOR = Peers.chromium().encode();
    private static final Bytes REST = DESCRIPTOR.slice(1, DESCRIPTOR.size());
    private static final Bytes ALICE = alice().publicKey().bytes();
    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final IntroductionByHand TO_BOB = new IntroductionByHand(alice(), bob().publicKey(), outpoints(1));
    private static final IntroductionByHand TO_ALICE =
            new IntroductionByHand(bob(), alice().publicKey(), outpoints(101));

    private final Cases cases = new Cases();
    private final ObjectNode seal = Inputs.of(
            "words",
            IdentityCases.ALICES_WORDS,
            "network",
            "regtest",
            "recipient",
            bob().publicKey().bytes(),
            "now",
            NOON,
            "expiry",
            EXPIRY,
            "descriptor",
            DESCRIPTOR,
            "outpoints",
            ALICES_COINS,
            "random",
            filled(32, 1));
    private Bytes payload = Bytes.EMPTY;
    private Bytes invitationId = Bytes.EMPTY;
    private ObjectNode openAtBob = Inputs.of();
    private ObjectNode openAtAlice = Inputs.of();

    private IntroductionCases() {}

    static List<Vector> all() {
        IntroductionCases made = new IntroductionCases();
        made.invitations();
        made.acceptances();
        made.changedOnTheWay();
        made.whenAndWhere();
        made.wrongInside();
        made.wronglySigned();
        made.wrongAcceptances();
        return made.cases.vectors();
    }

    private void invitations() {
        Inputs sealed = cases.accepted("an invitation of 240 bytes, as in the protocol page", "seal invitation", seal);
        payload = sealed.bytes("payload");
        invitationId = sealed.bytes("invitation_id");
        openAtBob = Inputs.of(
                "words",
                IdentityCases.BOBS_WORDS,
                "network",
                "regtest",
                "payload",
                payload,
                "outpoints",
                ALICES_COINS,
                "now",
                NOON.plusSeconds(1));
        cases.accepted("the invitation opened", OPEN, openAtBob);
        sealAndOpen("256 bytes", Peers.firefox().encode());
        sealAndOpen("320 bytes", manyAddresses(4).encode());
        sealAndOpen("480 bytes", manyAddresses(8).encode());
        Descriptor largest = new Descriptor(
                filled(32, 0xc0),
                new IceCredentials("u".repeat(256), "p".repeat(256)),
                manyAddresses(8).candidates());
        sealAndOpen("880 bytes", largest.encode());
        sealAndOpen(
                "an endpoint",
                new ServiceEndpoint(
                                ServiceEndpoint.Kind.TCP,
                                Address.ipv4("203.0.113.7"),
                                9945,
                                alice().publicKey().bytes())
                        .encode());
        Inputs quiet = cases.accepted("a quiet invitation sealed", "seal invitation", changed(seal, "quiet", true));
        cases.accepted("a quiet invitation opened", OPEN, changed(openAtBob, "payload", quiet.bytes("payload")));
        cases.accepted("another coin gives another key", "seal invitation", changed(seal, "outpoints", BOBS_COINS));
        cases.refused(
                "MALFORMED",
                "a lifetime of 25 hours",
                "seal invitation",
                changed(seal, "expiry", NOON.plus(Duration.ofHours(25))));
        cases.refused("MALFORMED", "an expiry that has passed", "seal invitation", changed(seal, "expiry", NOON));
    }

    private void sealAndOpen(String what, Bytes descriptor) {
        Inputs sealed = cases.accepted(what + " sealed", "seal invitation", changed(seal, "descriptor", descriptor));
        cases.accepted(what + " opened", OPEN, changed(openAtBob, "payload", sealed.bytes("payload")));
    }

    private void acceptances() {
        Inputs sealed = cases.accepted(
                "the acceptance, padded to 240 bytes",
                "seal acceptance",
                Inputs.of(
                        "words",
                        IdentityCases.BOBS_WORDS,
                        "network",
                        "regtest",
                        "invitation",
                        payload,
                        "invitation_outpoints",
                        ALICES_COINS,
                        "now",
                        NOON.plusSeconds(4),
                        "expiry",
                        NOON.plusSeconds(90),
                        "descriptor",
                        Peers.firefox().encode(),
                        "outpoints",
                        BOBS_COINS,
                        "random",
                        filled(32, 1)));
        Inputs invited = new Inputs(Kinds.run("seal invitation", seal).get(Vector.EXPECTED));
        openAtAlice = Inputs.of(
                "words",
                IdentityCases.ALICES_WORDS,
                "network",
                "regtest",
                "payload",
                sealed.bytes("payload"),
                "outpoints",
                BOBS_COINS,
                "now",
                NOON.plusSeconds(5),
                "pending",
                Inputs.of(
                        "invitation_id",
                        invitationId,
                        "invitee",
                        bob().publicKey().bytes(),
                        "ephemeral_secret",
                        invited.bytes("ephemeral_secret"),
                        "sent",
                        NOON));
        cases.accepted("the acceptance opened gives the same pair secret", OPEN, openAtAlice);
        cases.accepted(
                "an invitation made by hand",
                OPEN,
                changed(openAtBob, "payload", invitation(IntroductionByHand.INVITATION, REST)));
        cases.accepted(
                "an acceptance of before there was padding, 223 bytes",
                OPEN,
                changed(openAtAlice, "payload", acceptance(IntroductionByHand.ACCEPTANCE, REST)));
        cases.accepted(
                "the same padded by hand",
                OPEN,
                changed(
                        openAtAlice,
                        "payload",
                        acceptance(
                                IntroductionByHand.ACCEPTANCE | IntroductionByHand.PADDED, REST.concat(padding(17)))));
    }

    private void changedOnTheWay() {
        atBob(Refusal.NOT_FOR_US, "a flipped bit in the flag", flipped(payload, 0));
        atBob("MALFORMED", "kind 2", Bytes.fromHex("44540102").concat(payload.slice(4, 240)));
        atBob("MALFORMED", "version 0 of the frame", Bytes.fromHex("44540001").concat(payload.slice(4, 240)));
        atBob(
                "UNKNOWN_VERSION",
                "version 2 of the frame",
                Bytes.fromHex("44540201").concat(payload.slice(4, 240)));
        atBob(Refusal.NOT_FOR_US, "a flipped bit in the recipient's hash", flipped(payload, 4));
        atBob(
                "MALFORMED",
                "an ephemeral key without a point",
                payload.slice(0, 24).concat(IdentityCases.NO_POINT.slice(1, 33)).concat(payload.slice(56, 240)));
        atBob(
                "NOT_AUTHENTIC",
                "another ephemeral key",
                payload.slice(0, 24).concat(alice().publicKey().x()).concat(payload.slice(56, 240)));
        atBob("NOT_AUTHENTIC", "a flipped bit in the sealed part", flipped(payload, 100));
        atBob("NOT_AUTHENTIC", "a flipped bit in the tag", flipped(payload, 239));
        atBob(Refusal.NOT_FOR_US, "truncated in the header", payload.slice(0, 55));
        atBob("NOT_AUTHENTIC", "truncated after the header", payload.slice(0, 56));
        atBob("NOT_AUTHENTIC", "truncated by one byte", payload.slice(0, 239));
        atBob("NOT_AUTHENTIC", "one byte more behind the tag", payload.concat(filled(1, 0)));
        atBob("MALFORMED", "larger than any frame", payload.concat(filled(641, 0)));
    }

    private void whenAndWhere() {
        differs("NOT_AUTHENTIC", "copied to another transaction", "outpoints", BOBS_COINS);
        differs(
                "NOT_AUTHENTIC",
                "the outpoints in another order",
                "outpoints",
                ALICES_COINS.slice(36, 72).concat(ALICES_COINS.slice(0, 36)));
        differs("NOT_AUTHENTIC", "one outpoint more", "outpoints", ALICES_COINS.concat(BOBS_COINS.slice(0, 36)));
        differs(Refusal.NOT_FOR_US, "wrong recipient", "words", IdentityCases.CAROLS_WORDS);
        differs(Refusal.NOT_FOR_US, "wrong network", "network", "signet");
        Bytes signetHash =
                DayKey.of(bob().publicKey(), Chain.SIGNET, DayKey.dayOf(NOON)).hash160();
        cases.refused(
                "NOT_AUTHENTIC",
                "redirected to another network",
                OPEN,
                changed(
                        changed(openAtBob, "network", "signet"),
                        "payload",
                        payload.slice(0, 4).concat(signetHash).concat(payload.slice(24, 240))));
        differs(Refusal.NOT_FOR_US, "wrong day, two later", "now", NOON.plus(Duration.ofDays(2)));
        differs(Refusal.NOT_FOR_US, "wrong day, two earlier", "now", NOON.minus(Duration.ofDays(2)));
        differs(
                "EXPIRES_TOO_LATE",
                "a receiver whose clock is a day behind",
                "now",
                EXPIRY.minus(Duration.ofHours(24)).minusSeconds(1));
        cases.accepted(
                "a receiver whose clock is just right enough",
                OPEN,
                changed(openAtBob, "now", EXPIRY.minus(Duration.ofHours(24))));
        cases.accepted("at the very expiry it is a missed call", OPEN, changed(openAtBob, "now", EXPIRY));
        cases.accepted(
                "in a block of last week it is a missed call",
                OPEN,
                changed(changed(openAtBob, "now", NOON.plus(Duration.ofDays(7))), "block_time", NOON.plusSeconds(600)));
        Bytes endpoint =
                new ServiceEndpoint(ServiceEndpoint.Kind.SSH, Address.ipv4("203.0.113.7"), 22, Bytes.EMPTY).encode();
        Inputs sealed = new Inputs(Kinds.run("seal invitation", changed(seal, "descriptor", endpoint))
                .get(Vector.EXPECTED));
        cases.refused(
                "EXPIRED",
                "an endpoint that has expired",
                OPEN,
                changed(changed(openAtBob, "payload", sealed.bytes("payload")), "now", EXPIRY));
    }

    private void wrongInside() {
        int head = IntroductionByHand.INVITATION;
        atBob("MALFORMED", "a reserved bit in the head", invitation(head | 0x20, REST));
        atBob("MALFORMED", "the highest bit in the head", invitation(head | 0x80, REST));
        atBob("MALFORMED", "a quiet address of a service", invitation(head | 0x4c, Bytes.fromHex("00cb007107001600")));
        atBob("MALFORMED", "message type 0", invitation(0, REST));
        atBob("MALFORMED", "message type 3", invitation(3, REST));
        atBob("MALFORMED", "form 1 for credentials of form 0", invitation(head | 0x04, REST));
        atBob("MALFORMED", "a descriptor with one byte more", invitation(head, REST.concat(filled(1, 0))));
        atBob("MALFORMED", "a descriptor that is cut off", invitation(head, REST.slice(0, REST.size() - 1)));
        atBob("MALFORMED", "nothing but a head", TO_BOB.seal(Bytes.of((byte) head)));
        atBob(
                "MALFORMED",
                "an inviter's key without a point",
                TO_BOB.seal(TO_BOB.content(head, IdentityCases.NO_POINT, EXPIRY, REST, filled(64, 1))));
        int padded = IntroductionByHand.ACCEPTANCE | IntroductionByHand.PADDED;
        atAlice("MALFORMED", "padding without its mark", acceptance(padded, REST.concat(Bytes.of(new byte[17]))));
        atAlice(
                "MALFORMED",
                "padding with a one among the zeros",
                acceptance(padded, REST.concat(padding(16)).concat(Bytes.of((byte) 1))));
        atAlice("MALFORMED", "padding longer than needed", acceptance(padded, REST.concat(padding(33))));
        atAlice("MALFORMED", "padding to no size of a frame", acceptance(padded, REST.concat(padding(16))));
        atAlice("MALFORMED", "the bit says padded, and nothing is", acceptance(padded, REST));
        atAlice(
                "MALFORMED",
                "padding, and the bit does not say so",
                acceptance(IntroductionByHand.ACCEPTANCE, REST.concat(padding(17))));
        atAlice("MALFORMED", "an acceptance that says quiet", acceptance(IntroductionByHand.ACCEPTANCE | 0x40, REST));
        atAlice(
                "MALFORMED",
                "an acceptance with the address of a service",
                acceptance(IntroductionByHand.ACCEPTANCE | 0x0c, Bytes.fromHex("30cb007107001600")));
    }

    private void wronglySigned() {
        int head = IntroductionByHand.INVITATION;
        atBob(
                "BAD_SIGNATURE",
                "signed by somebody else",
                withSignature(sign(carol().key(), bob().publicKey(), EXPIRY, DESCRIPTOR)));
        atBob(
                "BAD_SIGNATURE",
                "signed for somebody else",
                withSignature(sign(alice().key(), carol().publicKey(), EXPIRY, DESCRIPTOR)));
        atBob(
                "BAD_SIGNATURE",
                "signed with another expiry",
                withSignature(sign(alice().key(), bob().publicKey(), EXPIRY.plusSeconds(1), DESCRIPTOR)));
        atBob(
                "BAD_SIGNATURE",
                "signed with another descriptor",
                withSignature(sign(
                        alice().key(),
                        bob().publicKey(),
                        EXPIRY,
                        Peers.firefox().encode())));
        IntroductionByHand elsewhere = new IntroductionByHand(alice(), bob().publicKey(), outpoints(101));
        atBob(
                "BAD_SIGNATURE",
                "signed for another transaction",
                withSignature(
                        elsewhere.signature(alice().key(), head, bob().publicKey(), EXPIRY, Bytes.EMPTY, DESCRIPTOR)));
        Bytes right = sign(alice().key(), bob().publicKey(), EXPIRY, DESCRIPTOR);
        atBob("BAD_SIGNATURE", "the signature with the higher s", withSignature(highS(right)));
        atBob("BAD_SIGNATURE", "a signature of zeros", withSignature(Bytes.of(new byte[64])));
        IntroductionByHand toOneself = new IntroductionByHand(bob(), bob().publicKey(), outpoints(1));
        atBob(
                "FROM_OURSELVES",
                "an invitation from the receiver's own key",
                toOneself.seal(toOneself.content(
                        head,
                        bob().publicKey().bytes(),
                        EXPIRY,
                        REST,
                        toOneself.signature(bob().key(), head, bob().publicKey(), EXPIRY, Bytes.EMPTY, DESCRIPTOR))));
    }

    private void wrongAcceptances() {
        ObjectNode nothingPending = openAtAlice.deepCopy();
        nothingPending.remove("pending");
        cases.refused("UNKNOWN_INVITATION", "an acceptance of nothing that is pending", OPEN, nothingPending);
        cases.refused(
                "EXPIRED", "an acceptance that came too late", OPEN, changed(openAtAlice, "now", NOON.plusSeconds(90)));
        ObjectNode carolInvited = openAtAlice.deepCopy();
        carolInvited.withObject("/pending").put("invitee", carol().publicKey().hex());
        cases.refused("BAD_SIGNATURE", "accepted by somebody who was not invited", OPEN, carolInvited);
        int head = IntroductionByHand.ACCEPTANCE;
        Bytes otherId = TO_ALICE.signature(
                bob().key(), head, alice().publicKey(), NOON.plusSeconds(90), filled(16, 1), DESCRIPTOR);
        atAlice(
                "BAD_SIGNATURE",
                "signed for another invitation",
                TO_ALICE.seal(TO_ALICE.content(head, invitationId, NOON.plusSeconds(90), REST, otherId)));
    }

    private void atBob(String error, String name, Bytes wrong) {
        cases.refused(error, name, OPEN, changed(openAtBob, "payload", wrong));
    }

    private void atAlice(String error, String name, Bytes wrong) {
        cases.refused(error, name, OPEN, changed(openAtAlice, "payload", wrong));
    }

    private void differs(String error, String name, String input, Object value) {
        cases.refused(error, name, OPEN, changed(openAtBob, input, value));
    }

    /** Rightly signed, whatever the rest is. */
    private static Bytes invitation(int head, Bytes rest) {
        return TO_BOB.seal(
                TO_BOB.content(head, ALICE, EXPIRY, rest, sign(alice().key(), bob().publicKey(), EXPIRY, DESCRIPTOR)));
    }

    private static Bytes withSignature(Bytes signature) {
        return TO_BOB.seal(TO_BOB.content(IntroductionByHand.INVITATION, ALICE, EXPIRY, REST, signature));
    }

    private Bytes acceptance(int head, Bytes rest) {
        Instant expiry = NOON.plusSeconds(90);
        Bytes signature = TO_ALICE.signature(
                bob().key(), IntroductionByHand.ACCEPTANCE, alice().publicKey(), expiry, invitationId, DESCRIPTOR);
        return TO_ALICE.seal(TO_ALICE.content(head, invitationId, expiry, rest, signature));
    }

    private static Bytes sign(PrivateKey signer, PublicKey signedFor, Instant expiry, Bytes descriptor) {
        return TO_BOB.signature(signer, IntroductionByHand.INVITATION, signedFor, expiry, Bytes.EMPTY, descriptor);
    }

    private static Bytes highS(Bytes signature) {
        BigInteger s = new BigInteger(signature.slice(32, 64).hex(), 16);
        return signature.slice(0, 32).concat(Bytes.fromHex("%064x".formatted(N.subtract(s))));
    }

    private static Bytes padding(int size) {
        return Bytes.of((byte) 0x80).concat(Bytes.of(new byte[size - 1]));
    }

    static Bytes flipped(Bytes bytes, int at) {
        byte[] changed = bytes.toArray();
        changed[at] ^= 1;
        return Bytes.of(changed);
    }

    private static Descriptor manyAddresses(int count) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            candidates.add(new Candidate(Candidate.Kind.HOST, Address.ipv6("2001:db8::" + i), 50_000 + i));
        }
        return Peers.chromium().withCandidates(candidates);
    }
}
