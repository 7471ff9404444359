package dialtone.signaling.vectors;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.filled;
import static dialtone.signaling.Peers.outpoints;
import static dialtone.signaling.vectors.Inputs.changed;
import static dialtone.signaling.vectors.IntroductionCases.flipped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Alice, who has the lower key here, invites Bob again, and Bob accepts; then everything that can be wrong with it, one thing each. */
final class ReunionCases {

    private static final String OPEN = "open reunion";
    private static final String BATCH = "open batch";
    private static final Instant EXPIRY = NOON.plusSeconds(60);
    private static final Bytes SECRET = filled(32, 0x40);
    private static final Bytes ALICES_COINS = Outpoint.serialize(outpoints(1));
    private static final Bytes BOBS_COINS = Outpoint.serialize(outpoints(101));
    private static final List<String> TWO_IPV4 = List.of("host 192.168.1.20:50001", "srflx 203.0.113.7:50001");
    private static final Bytes GROUPS = Bytes.fromHex("01c0a80114c35141cb007107c351");

    private final Cases cases = new Cases();
    private final ObjectNode seal = Inputs.of(
            "pair_secret", SECRET,
            "sender", "lower",
            "counter", 0,
            "dialable", false,
            "now", NOON,
            "expiry", EXPIRY,
            "candidates", TWO_IPV4,
            "outpoints", ALICES_COINS);
    private ObjectNode openAtBob = Inputs.of();
    private Bytes payload = Bytes.EMPTY;
    private Bytes invitationId = Bytes.EMPTY;

    private ReunionCases() {}

    static List<Vector> all() {
        ReunionCases made = new ReunionCases();
        made.tags();
        made.frames();
        made.acceptances();
        made.changedOnTheWay();
        made.wrongInside();
        made.batches();
        return made.cases.vectors();
    }

    private void tags() {
        ObjectNode first = Inputs.of("pair_secret", SECRET, "sender", "lower", "counter", 0);
        cases.accepted("the first tag of the lower side, and its credentials", "reunion tag", first);
        cases.accepted("the second", "reunion tag", changed(first, "counter", 1));
        cases.accepted("the first of the higher side", "reunion tag", changed(first, "sender", "higher"));
        cases.accepted("of another secret", "reunion tag", changed(first, "pair_secret", filled(32, 0x60)));
        cases.refused(
                "MALFORMED",
                "a pair secret of 31 bytes",
                "reunion tag",
                changed(first, "pair_secret", filled(31, 0x40)));
    }

    private void frames() {
        Inputs sealed = cases.accepted("40 bytes, as in the protocol page", "seal reunion", seal);
        payload = sealed.bytes("payload");
        invitationId = sealed.bytes("invitation_id");
        openAtBob = Inputs.of(
                "pair_secret",
                SECRET,
                "receiver",
                "higher",
                "payload",
                payload,
                "outpoints",
                ALICES_COINS,
                "pending",
                List.of(),
                "now",
                NOON.plusSeconds(1));
        cases.accepted("40 bytes opened", OPEN, openAtBob);
        sealAndOpen(
                "56 bytes, one IPv4 and one IPv6",
                changed(seal, "candidates", List.of("srflx 203.0.113.7:50001", "host [2001:db8::5]:50002")));
        sealAndOpen(
                "64 bytes, with credentials of libwebrtc",
                changed(changed(seal, "ufrag", "Zk3+"), "pwd", "pJ0mT8/qW2xY5vB7nC4dE6fG"));
        sealAndOpen(
                "64 bytes, with credentials of Firefox",
                changed(changed(seal, "ufrag", "0a1b2c3d"), "pwd", "00112233445566778899aabbccddeeff"));
        sealAndOpen("72 bytes, with a fingerprint", changed(seal, "fingerprint", filled(32, 0xc0)));
        sealAndOpen(
                "80 bytes, and candidates left out",
                changed(
                        seal,
                        "candidates",
                        List.of(
                                "host 192.168.1.20:50001",
                                "srflx 203.0.113.7:50001",
                                "host [2001:db8::5]:50002",
                                "host [2001:db8::6]:50003",
                                "host [2001:db8::7]:50004")));
        sealAndOpen("a dialable invitation", changed(seal, "dialable", true));
        sealAndOpen("the second counter", changed(seal, "counter", 1));
        sealAndOpen("a quiet invitation", changed(seal, "quiet", true));
        sealAndOpen("a quiet invitation that can be dialled", changed(changed(seal, "quiet", true), "dialable", true));
        cases.refused(
                Refusal.NEEDS_INTRODUCTION,
                "a fingerprint and credentials",
                "seal reunion",
                changed(
                        changed(changed(seal, "fingerprint", filled(32, 0xc0)), "ufrag", "Zk3+"),
                        "pwd",
                        "pJ0mT8/qW2xY5vB7nC4dE6fG"));
        cases.refused(
                Refusal.NEEDS_INTRODUCTION,
                "credentials without a short form",
                "seal reunion",
                changed(changed(seal, "ufrag", "abcde"), "pwd", "a".repeat(22)));
        cases.refused(
                "MALFORMED",
                "a lifetime of 25 hours",
                "seal reunion",
                changed(seal, "expiry", NOON.plus(Duration.ofHours(25))));
        cases.accepted(
                "an invitation made by hand", OPEN, changed(openAtBob, "payload", byHand(content(0, GROUPS, 2))));
    }

    private void sealAndOpen(String what, ObjectNode inputs) {
        Inputs sealed = cases.accepted(what, "seal reunion", inputs);
        cases.accepted(what + ", opened", OPEN, changed(openAtBob, "payload", sealed.bytes("payload")));
    }

    private void acceptances() {
        ObjectNode accept = Inputs.of(
                "pair_secret",
                SECRET,
                "sender",
                "higher",
                "counter",
                0,
                "accepted_invitation",
                invitationId,
                "now",
                NOON.plusSeconds(4),
                "expiry",
                NOON.plusSeconds(90),
                "candidates",
                TWO_IPV4,
                "outpoints",
                BOBS_COINS);
        Inputs sealed = cases.accepted("the acceptance", "seal reunion", accept);
        ObjectNode openAtAlice = Inputs.of(
                "pair_secret",
                SECRET,
                "receiver",
                "lower",
                "payload",
                sealed.bytes("payload"),
                "outpoints",
                BOBS_COINS,
                "pending",
                List.of(filled(16, 9), invitationId),
                "now",
                NOON.plusSeconds(5));
        cases.accepted("the acceptance opened", OPEN, openAtAlice);
        cases.refused(
                "NOT_AUTHENTIC",
                "an acceptance of nothing that is pending",
                OPEN,
                changed(openAtAlice, "pending", List.of(filled(16, 9))));
        cases.refused(
                "EXPIRED", "an acceptance that came too late", OPEN, changed(openAtAlice, "now", NOON.plusSeconds(90)));
        Bytes dialable = byHand("higher", BOBS_COINS, invitationId, content(8, GROUPS, 2));
        cases.refused("MALFORMED", "an acceptance that says dialable", OPEN, changed(openAtAlice, "payload", dialable));
        Bytes quiet = byHand("higher", BOBS_COINS, invitationId, content(0x40, GROUPS, 2));
        cases.refused("MALFORMED", "an acceptance that says quiet", OPEN, changed(openAtAlice, "payload", quiet));
    }

    private void changedOnTheWay() {
        atBob(Refusal.NOT_FOR_US, "a flipped bit in the tag", flipped(payload, 0));
        atBob("NOT_AUTHENTIC", "a flipped bit in the synthetic IV", flipped(payload, 8));
        atBob("NOT_AUTHENTIC", "a flipped bit in the content", flipped(payload, 20));
        atBob("NOT_AUTHENTIC", "a flipped bit in the padding", flipped(payload, 39));
        atBob(Refusal.NOT_FOR_US, "truncated to no size of a frame", payload.slice(0, 39));
        atBob("NOT_AUTHENTIC", "made longer, to a size of a frame", payload.concat(Bytes.of(new byte[16])));
        differs("NOT_AUTHENTIC", "copied to another transaction", "outpoints", BOBS_COINS);
        differs(
                "NOT_AUTHENTIC",
                "the outpoints in another order",
                "outpoints",
                ALICES_COINS.slice(36, 72).concat(ALICES_COINS.slice(0, 36)));
        differs(Refusal.NOT_FOR_US, "wrong recipient", "pair_secret", filled(32, 0x60));
        differs(Refusal.NOT_FOR_US, "our own frame mirrored", "receiver", "lower");
        differs(Refusal.NOT_FOR_US, "a tag that was used", "received", List.of(0));
        differs("EXPIRES_TOO_LATE", "a receiver whose clock is two days behind", "now", NOON.minus(Duration.ofDays(2)));
        Inputs far = new Inputs(
                Kinds.run("seal reunion", changed(seal, "counter", 32)).get(Vector.EXPECTED));
        atBob(Refusal.NOT_FOR_US, "a counter beyond the window", far.bytes("payload"));
        Inputs last = new Inputs(
                Kinds.run("seal reunion", changed(seal, "counter", 31)).get(Vector.EXPECTED));
        cases.accepted("the last counter of the window", OPEN, changed(openAtBob, "payload", last.bytes("payload")));
        cases.accepted("at the very expiry it is a missed call", OPEN, changed(openAtBob, "now", EXPIRY));
        cases.accepted(
                "90 days later it is a missed call", OPEN, changed(openAtBob, "now", NOON.plus(Duration.ofDays(90))));
    }

    private void wrongInside() {
        atBob("MALFORMED", "a reserved bit in the head", byHand(content(0x10, GROUPS, 2)));
        atBob("MALFORMED", "the other reserved bits in the head", byHand(content(0xa0, GROUPS, 2)));
        atBob("MALFORMED", "form 3", byHand(content(3, GROUPS, 2)));
        atBob("MALFORMED", "padding larger than needed", byHand(content(0, GROUPS, 18)));
        atBob(
                "MALFORMED",
                "padding that is not zero",
                byHand(content(0, GROUPS, 1).concat(Bytes.of((byte) 1))));
        atBob(
                "MALFORMED",
                "groups in the wrong order",
                byHand(content(0, GROUPS.slice(7, 14).concat(GROUPS.slice(0, 7)), 2)));
        atBob("MALFORMED", "a fingerprint that is cut off", byHand(content(4, Bytes.EMPTY, 16)));
    }

    private void batches() {
        Bytes noise = filled(40, 0x90);
        Bytes batch = noise.concat(noise).concat(payload).concat(noise);
        ObjectNode inBatch = changed(openAtBob, "payload", batch);
        cases.accepted("the third frame of four is ours", BATCH, inBatch);
        Inputs larger = new Inputs(Kinds.run("seal reunion", changed(seal, "fingerprint", filled(32, 0xc0)))
                .get(Vector.EXPECTED));
        cases.accepted(
                "a frame of 72 bytes in a batch of mixed sizes",
                BATCH,
                changed(
                        openAtBob,
                        "payload",
                        noise.concat(larger.bytes("payload")).concat(noise).concat(noise)));
        cases.accepted(
                "the last frame of 64",
                BATCH,
                changed(openAtBob, "payload", repeated(noise, 63).concat(payload)));
        cases.refused(
                "NOT_AUTHENTIC",
                "a batch copied to another transaction",
                BATCH,
                changed(inBatch, "outpoints", BOBS_COINS));
        cases.refused(
                "NOT_AUTHENTIC", "a flipped bit in our frame", BATCH, changed(inBatch, "payload", flipped(batch, 110)));
        cases.refused(
                "NOT_AUTHENTIC",
                "cut off in our frame",
                BATCH,
                changed(
                        inBatch,
                        "payload",
                        repeated(noise, 4).concat(payload.slice(0, 32)).concat(noise.slice(0, 8))));
        cases.refused(
                Refusal.NOT_FOR_US, "a batch to others", BATCH, changed(inBatch, "pair_secret", filled(32, 0x60)));
        cases.refused(
                Refusal.NOT_FOR_US,
                "not a multiple of 8",
                BATCH,
                changed(inBatch, "payload", batch.concat(filled(4, 0))));
        cases.refused(
                Refusal.NOT_FOR_US,
                "shorter than four frames",
                BATCH,
                changed(inBatch, "payload", batch.slice(8, 160)));
        cases.refused(
                Refusal.NOT_FOR_US,
                "longer than 64 frames",
                BATCH,
                changed(inBatch, "payload", payload.concat(repeated(noise, 128))));
    }

    private void atBob(String error, String name, Bytes wrong) {
        cases.refused(error, name, OPEN, changed(openAtBob, "payload", wrong));
    }

    private void differs(String error, String name, String input, Object value) {
        cases.refused(error, name, OPEN, changed(openAtBob, input, value));
    }

    private static Bytes content(int head, Bytes rest, int zeros) {
        return new ByteWriter()
                .u8(head)
                .u24((int) Math.floorMod(EXPIRY.getEpochSecond(), 1L << 24))
                .bytes(rest)
                .bytes(Bytes.of(new byte[zeros]))
                .toBytes();
    }

    private static Bytes byHand(Bytes content) {
        return byHand("lower", ALICES_COINS, Bytes.EMPTY, content);
    }

    /** By the formulas of docs/protocol.md, section 10, with counter 0. */
    private static Bytes byHand(String sender, Bytes outpoints, Bytes accepted, Bytes content) {
        Bytes of = new ByteWriter()
                .ascii("dialtone/1/reunion tag")
                .u8(sender.equals("lower") ? 0 : 1)
                .u32(0)
                .toBytes();
        Bytes tag = Hashes.hmacSha256(SECRET, of).slice(0, 8);
        Bytes info = new ByteWriter()
                .ascii("dialtone/1/reunion key")
                .bytes(tag)
                .bytes(accepted)
                .toBytes();
        Bytes key = Hkdf.derive(SECRET, Hashes.sha256(outpoints), info, SyntheticIvBox.KEY_SIZE);
        return tag.concat(SyntheticIvBox.seal(key, Bytes.EMPTY, content));
    }

    private static Bytes repeated(Bytes bytes, int times) {
        return Bytes.fromHex(bytes.hex().repeat(times));
    }
}
