package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.time.ZoneOffset;
import java.util.Optional;

/** What a stranger can send, from noise to a frame with a seal and a signature that fit: it opens or is refused, and is explained to its last byte. */
class IntroductionFuzzTest {

    private static final Exchange EXCHANGE = new Exchange();
    private static final Identity ALICE = Peers.alice();
    private static final Identity BOB = Peers.bob();
    private static final Opener OPENER = new Opener(BOB);

    /** Alice is the stranger who writes to Bob what she likes, and accepts an invitation that Bob has out. */
    private static final PrivateKey EPHEMERAL = PrivateKey.of(Peers.filled(32, 0x21));

    private static final PublicKey DAY_KEY = DayKey.of(BOB.publicKey(), BOB.chain(), DayKey.dayOf(NOON));
    private static final Bytes SHARED = EPHEMERAL.sharedX(DAY_KEY);
    private static final Envelope ENVELOPE = Envelope.of(
            BOB.chain(), Exchange.ALICES_COINS, DAY_KEY, EPHEMERAL.publicKey().x());
    private static final Bytes PENDING = Peers.filled(Content.ID_SIZE, 0x51);

    private static final int LONGEST_DESCRIPTOR = Content.LARGEST - PublicKey.SIZE - PublicKey.SIGNATURE_SIZE - 4;

    @FuzzTest
    void a_frame_opens_or_is_refused_and_is_explained(FuzzedDataProvider data) {
        Bytes payload = switch (data.consumeInt(0, 3)) {
            case 0 -> rest(data);
            case 1 -> headed(rest(data));
            case 2 -> sealed(rest(data));
            default -> signed(data);
        };
        Opened opened = OPENER.open(payload, Exchange.ALICES_COINS, NOON, IntroductionFuzzTest::pending);

        assertThat(opened instanceof Opened.NotForUs).isNotEqualTo(OPENER.recognises(payload, NOON));
        Explanation explanation = Frames.explain(payload, opened);
        assertThat(bytesOf(explanation, false)).isEqualTo(payload);
        boolean believed = !(opened instanceof Opened.NotForUs || opened instanceof Opened.Rejected);
        if (believed) {
            assertThat(bytesOf(explanation, true)).isEqualTo(unsealed(payload));
        }
    }

    private static Bytes unsealed(Bytes payload) {
        Bytes ephemeralX = payload.slice(Header.SIZE - PublicKey.X_SIZE, Header.SIZE);
        Bytes shared = BOB.dayKey(DayKey.dayOf(NOON)).sharedX(PublicKey.fromX(ephemeralX));
        return Envelope.of(BOB.chain(), Exchange.ALICES_COINS, DAY_KEY, ephemeralX)
                .open(shared, payload.slice(Header.SIZE, payload.size()))
                .orElseThrow();
    }

    private static Bytes headed(Bytes rest) {
        return new ByteWriter()
                .bytes(Header.MAGIC)
                .u8(Header.VERSION)
                .u8(Header.KIND_INTRODUCTION)
                .bytes(DAY_KEY.hash160())
                .bytes(rest)
                .toBytes();
    }

    private static Bytes sealed(Bytes content) {
        return ENVELOPE.header().encode().concat(ENVELOPE.seal(SHARED, content));
    }

    private static Bytes signed(FuzzedDataProvider data) {
        MessageType type = data.consumeBoolean() ? MessageType.INVITATION : MessageType.ACCEPTANCE;
        boolean padded = data.consumeBoolean();
        int form = data.consumeInt(0, 3);
        int expiry = data.consumeInt(0, Content.LATEST_EXPIRY_SECONDS);
        Bytes descriptor = Bytes.of((byte) form).concat(Bytes.of(data.consumeBytes(LONGEST_DESCRIPTOR)));
        boolean invitation = type == MessageType.INVITATION;
        Bytes id = invitation ? Bytes.EMPTY : PENDING;
        Bytes hash = Challenge.hash(
                ENVELOPE,
                type,
                BOB.publicKey(),
                ALICE.publicKey(),
                DayKey.dayOf(NOON).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(expiry),
                id,
                descriptor);
        Content content = new Content(
                type,
                invitation ? ALICE.publicKey().bytes() : PENDING,
                expiry,
                descriptor,
                ALICE.key().sign(hash));
        return sealed(padded ? content.padded() : content.encode());
    }

    private static Optional<PendingInvitation> pending(Bytes id) {
        return id.equals(PENDING)
                ? Optional.of(new PendingInvitation(id, ALICE.publicKey(), EXCHANGE.invitation.secret()))
                : Optional.empty();
    }

    private static Bytes rest(FuzzedDataProvider data) {
        return Bytes.of(data.consumeRemainingAsBytes());
    }

    private static Bytes bytesOf(Explanation explanation, boolean sealed) {
        return explanation.fields().stream()
                .filter(field -> field.sealed() == sealed)
                .map(Explanation.Field::bytes)
                .reduce(Bytes.EMPTY, Bytes::concat);
    }
}
