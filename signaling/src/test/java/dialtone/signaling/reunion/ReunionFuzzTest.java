package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a stranger or a friend can send as a reunion frame or a batch: it opens to what seals to the same bytes again, or is refused. */
class ReunionFuzzTest {

    private static final PairState ALICE = Friends.alice();
    private static final SendSlot SLOT = Friends.bob().reserve().slot();
    private static final List<Outpoint> OUTPOINTS = Peers.outpoints(1);
    private static final Bytes PENDING = Peers.filled(16, 0x51);
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    @FuzzTest
    void a_frame_opens_to_what_seals_to_the_same_bytes_or_is_refused(FuzzedDataProvider data) {
        int how = data.consumeInt(0, 3);
        Instant sentAround = Instant.ofEpochSecond(data.consumeLong(0, LATEST.getEpochSecond()));
        Bytes rest = Bytes.of(data.consumeRemainingAsBytes());
        Bytes payload = switch (how) {
            case 0 -> rest;
            case 1 -> SLOT.tag().concat(rest);
            case 2 -> sealed(Bytes.EMPTY, rest);
            default -> sealed(PENDING, rest);
        };
        TagTable<String> table = new TagTable<>();
        table.put("bob", ALICE);
        Optional<TagTable.Match<String>> match = table.find(payload);
        match.ifPresent(found -> {
            ReunionOpened opened =
                    ReunionOpener.open(payload, OUTPOINTS, found, ALICE, List.of(PENDING), sentAround, sentAround);
            check(payload, opened);
        });
        for (Batch.Found<String> found : Batch.find(payload, table)) {
            Batch.open(payload, OUTPOINTS, found, ALICE, List.of(PENDING), sentAround, sentAround);
        }
    }

    private static void check(Bytes payload, ReunionOpened opened) {
        if (opened instanceof ReunionOpened.Missed missed) {
            check(payload, missed.invitation());
        } else if (opened instanceof ReunionOpened.Invitation invitation) {
            ReunionFrame frame =
                    ReunionFrame.of(invitation.expiry(), invitation.dialable(), invitation.quiet(), invitation.offer());
            assertThat(frame.seal(SLOT, Bytes.EMPTY, OUTPOINTS)).isEqualTo(payload);
            assertUsedUp(invitation.after());
        } else if (opened instanceof ReunionOpened.Acceptance acceptance) {
            ReunionFrame frame = ReunionFrame.of(acceptance.expiry(), false, false, acceptance.answer());
            assertThat(frame.seal(SLOT, PENDING, OUTPOINTS)).isEqualTo(payload);
            assertUsedUp(acceptance.after());
        }
    }

    private static void assertUsedUp(PairState after) {
        assertThat(after.current().awaits(SLOT.counter())).isFalse();
    }

    /** Any content behind a seal that fits, by the words of docs/protocol.md, section 10, because {@link ReunionFrame} seals only what it can say. */
    private static Bytes sealed(Bytes accepted, Bytes content) {
        Bytes info = new ByteWriter()
                .ascii("dialtone/1/reunion key")
                .bytes(SLOT.tag())
                .bytes(accepted)
                .toBytes();
        Bytes key = Hkdf.derive(
                SLOT.generation().secret().bytes(),
                Hashes.sha256(Outpoint.serialize(OUTPOINTS)),
                info,
                SyntheticIvBox.KEY_SIZE);
        return SLOT.tag().concat(SyntheticIvBox.seal(key, Bytes.EMPTY, content));
    }
}
