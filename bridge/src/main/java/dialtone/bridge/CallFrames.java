package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Budget;
import dialtone.bridge.bitcoin.CannotPayException;
import dialtone.bridge.bitcoin.Intent;
import dialtone.bridge.bitcoin.Sealer;
import dialtone.bridge.bitcoin.SentFrame;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.SendSlot;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Seals the invitation and the acceptance of a call, decides who pays for them, and has them sent. Whatever goes out is on disk together with the call that it belongs to.
 *
 * <p>An intent in the outbox is named after its call, so a call spends at most once however often a tab or a restart asks.
 */
final class CallFrames {

    private final Chain chain;
    private final Clock clock;
    private final CallTable table;
    private final Friends friends;
    private final BitcoinClient bitcoin;
    private final WalletInView wallet;
    private final AutomaticAnswers automatic;
    private final Pairs pairs;
    private final Envelopes envelopes;
    private final HelpingServers servers;

    /** {@code sealedAt}: before it was signed. */
    record Sent(SentFrame frame, Instant sealedAt) {}

    CallFrames(
            Chain chain,
            Clock clock,
            CallTable table,
            Friends friends,
            BitcoinClient bitcoin,
            WalletInView wallet,
            AutomaticAnswers automatic,
            Pairs pairs,
            Envelopes envelopes,
            HelpingServers servers) {
        this.chain = chain;
        this.clock = clock;
        this.table = table;
        this.friends = friends;
        this.bitcoin = bitcoin;
        this.wallet = wallet;
        this.automatic = automatic;
        this.pairs = pairs;
        this.envelopes = envelopes;
        this.servers = servers;
    }

    /** Throws {@link dialtone.bridge.webrtc.IceSettings.NothingToTell} too. */
    Sent invitation(Call call, Descriptor gathered) throws CannotPayException {
        Descriptor offer = servers.settings().tellable(gathered);
        Instant now = clock.instant();
        boolean paysAnswer =
                friends.find(call.friend.hex()).filter(Friend::paysAnswer).isPresent();
        String purpose = "Call to " + nameOf(call.friend)
                + (paysAnswer ? ", and %,d sat for the answer".formatted(bitcoin.answerPaymentSat()) : "");
        Intent intent = new Intent("invitation:" + call.id, purpose, call.expiresAt);
        if (paysAnswer) {
            intent = intent.payingAnswerTo(
                    DayKey.of(call.friend, chain, DayKey.dayOf(now)).hash160());
        }
        Optional<SendSlot> prepared = envelopes.prepared(call.friend, offer);
        return send(intent, outpoints -> {
            Envelopes.Invitation sealed =
                    envelopes.invitation(call.friend, prepared, now, call.expiresAt, offer, outpoints);
            call.sent(sealed.id(), sealed.pending(), offer.fingerprint());
            call.derived = sealed.derived();
            table.save(call); // in the same transaction as the outbox: both or neither
            return sealed.payload();
        });
    }

    /** Throws {@link Envelopes.DoesNotFit} too, and what {@link #invitation} throws. */
    Sent acceptance(Call call, Descriptor gathered) throws CannotPayException {
        Descriptor answer = servers.settings().tellable(gathered);
        Invited invitation = call.received.orElseThrow().invitation();
        Instant expiry = call.expiresAt.plus(Handshake.GRACE);
        String purpose = "Answer to " + nameOf(call.friend) + (call.automatic ? ", by itself" : "");
        Intent intent = new Intent("acceptance:" + call.id, purpose, expiry);
        if (theyPay(call)) {
            intent = intent.paidBy(call.received.orElseThrow().txid());
        } else if (call.automatic) {
            intent = intent.within(automatic
                    .budgetFor(call.friend.hex())
                    .orElseGet(() -> new Budget(call.friend.hex(), 0, 0))); // forbidden meanwhile
        }
        Optional<PairState> before = pairs.state(call.friend);
        return send(intent, outpoints -> {
            Bytes payload = envelopes.acceptance(invitation, before, clock.instant(), expiry, answer, outpoints);
            call.fingerprint = Optional.of(answer.fingerprint());
            table.save(call);
            return payload;
        });
    }

    private Sent send(Intent intent, Sealer sealer) throws CannotPayException {
        AtomicReference<Instant> sealedAt = new AtomicReference<>(clock.instant());
        SentFrame frame = bitcoin.send(intent, outpoints -> {
            Bytes payload = sealer.seal(outpoints);
            sealedAt.set(clock.instant());
            return payload;
        });
        return new Sent(frame, sealedAt.get());
    }

    /** See {@link Envelopes#synthesizedAnswer}. */
    Optional<Descriptor> synthesizedAnswer(PublicKey friend, Descriptor offer) {
        return envelopes.synthesizedAnswer(friend, offer);
    }

    /** What accepting costs at most: nothing when the invitation paid for it; nothing when we dial, unless the dial fails. */
    long answerCostSat(Call call) {
        return call.isDialled() || call.isRinging() && theyPay(call) ? 0 : wallet.frameCostSat();
    }

    /** One node alone may have added the payment to a copy of the invitation; with nothing of our own there is nothing to lose by trying. */
    private boolean theyPay(Call call) {
        return call.received
                        .filter(frame -> !frame.txid().isEmpty() && bitcoin.paysAnswer(frame.txid()))
                        .isPresent()
                && (call.vouched || bitcoin.funds().balanceSat() < wallet.frameCostSat());
    }

    private String nameOf(PublicKey friend) {
        return friends.find(friend.hex()).map(Friend::name).orElseGet(() -> Friends.nameOfStranger(friend));
    }
}
