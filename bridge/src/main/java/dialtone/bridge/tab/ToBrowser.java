package dialtone.bridge.tab;

import dialtone.bridge.webrtc.IceServer;
import java.util.List;

/**
 * Every message a bridge may send to its browser tab, and the views they carry ({@code docs/architecture.md}, "Who holds a link").
 *
 * <p>On the wire a message is one JSON object whose {@code type} is the record's name with a small first letter. Absent values are empty strings and zeros, never
 * null, unless a field says otherwise.
 */
public sealed interface ToBrowser {

    /** The version of the messages in {@link FromBrowser} and {@link ToBrowser}. */
    int VERSION = 3;

    /**
     * The answer to hello: everything the page shows. {@code calls}: those ringing or being set up, and the newest 50 ended ones. {@code holder}: who holds the links, native or
     * browser. {@code links}: those that the bridge holds. {@code leads}: whether this tab rings. {@code ice}: the servers to gather with.
     */
    record Welcome(
            int version,
            String release,
            Me me,
            List<FriendView> friends,
            List<CallView> calls,
            WalletView wallet,
            NodeView node,
            String holder,
            List<LinkView> links,
            boolean leads,
            IceView ice)
            implements ToBrowser {}

    /** A link that the bridge holds is in another state. */
    record LinkChanged(LinkView link) implements ToBrowser {}

    /** What the friend said on a link that the bridge holds: a JSON object of a type that is about calls, with the fields of {@code docs/protocol.md}, 8.1 and 8.4, checked. */
    record LinkHeard(String friend, String message) implements ToBrowser {}

    /** All files to and from a friend, newest first; comes with the first {@link Chat} where the bridge holds the links. */
    record Files(String friend, List<FileView> files) implements ToBrowser {}

    /** A file is new, changed, or a little further on its way. */
    record FileChanged(FileView file) implements ToBrowser {}

    /** Another tab of ours has this call now. */
    record CallElsewhere(String call) implements ToBrowser {}

    /** Whether this tab rings. */
    record Leads(boolean leads) implements ToBrowser {}

    /** In the place of the welcome: the keys are sealed. The welcome follows when the passphrase was given ({@code POST /api/unlock}). */
    record Locked() implements ToBrowser {}

    /** The hello was not taken; the socket closes. {@code code}: version or token. */
    record Refused(String code, String text) implements ToBrowser {}

    /** A newer tab took over; the socket closes. */
    record Superseded() implements ToBrowser {}

    record MeChanged(Me me) implements ToBrowser {}

    record FriendChanged(FriendView friend) implements ToBrowser {}

    record FriendRemoved(String friend) implements ToBrowser {}

    record CallChanged(CallView call) implements ToBrowser {}

    /** After accept, or where nobody need click ({@code unattended}): the friend's offer, generated from validated fields. An unattended answer brings a link and no call. */
    record OfferReady(String call, String friend, String offer, boolean unattended) implements ToBrowser {}

    /**
     * The same where the friend waits to be dialled: an answer with these ICE credentials connects without any message. The gathered answer is sent on chain only if that fails.
     * {@code fingerprint}: the certificate that the friend waits for, or empty; a browser with another one must not dial.
     */
    record DialReady(
            String call, String friend, String offer, boolean unattended, String ufrag, String pwd, String fingerprint)
            implements ToBrowser {
        @Override
        public String toString() {
            return "DialReady[call=" + call + ", redacted]";
        }
    }

    /**
     * The ICE credentials that an offer to this friend needs so that they can dial it, the certificate's {@code fingerprint} that they expect, and the answer, without candidates, that
     * such an offer waits with; all empty when the next invitation cannot be dialled.
     */
    record Prepared(String friend, String ufrag, String pwd, String fingerprint, String answer) implements ToBrowser {
        @Override
        public String toString() {
            return "Prepared[friend=" + friend + ", redacted]";
        }
    }

    /** Our invitation goes out now and can be dialled: set this answer, which has no candidates, and wait. */
    record DialExpected(String call, String answer) implements ToBrowser {}

    /** The acceptance arrived: the friend's answer, generated from validated fields. */
    record AnswerReady(String call, String answer) implements ToBrowser {}

    /** Oldest first. {@code more}: older messages exist. */
    record Chat(String friend, List<MessageView> messages, boolean more) implements ToBrowser {}

    record MessageChanged(MessageView message) implements ToBrowser {}

    record WalletChanged(WalletView wallet) implements ToBrowser {}

    /** {@code coins}: how many are spent. */
    record WithdrawalQuoted(String address, long amountSat, long feeSat, int coins) implements ToBrowser {}

    /** It is signed and on disk, and goes out as soon as a node is there. */
    record Withdrawn(String id, String address, long amountSat, long feeSat, String txid) implements ToBrowser {}

    /**
     * What replaces {@code txid}: {@code kind} bump or take-back; {@code newTxid} empty while it is only a quote. {@code extraSat}: more than it pays now. {@code backSat}: what comes
     * back to us.
     */
    record ReplacementTold(
            String txid, String kind, String newTxid, long feeSat, long extraSat, long backSat, double satPerVbyte)
            implements ToBrowser {}

    record NodeChanged(NodeView node) implements ToBrowser {}

    record IceChanged(IceView ice) implements ToBrowser {}

    record Words(List<String> words) implements ToBrowser {
        @Override
        public String toString() {
            return "Words[redacted]";
        }
    }

    /**
     * Something went wrong. {@code about}: the call or friend it concerns, or empty. {@code code}: stable, for programs. {@code text}: what happened and what it means.
     * {@code todo}: the one thing to do.
     */
    record Problem(String about, String code, String text, String todo) implements ToBrowser {}

    /**
     * {@code words}: true while the backup words may still be shown. {@code passphrase}: whether one seals the keys on the disk. {@code network}: regtest, signet, testnet or
     * mainnet.
     */
    record Me(
            String name,
            String key,
            String card,
            String link,
            Qr cardQr,
            String network,
            boolean words,
            boolean passphrase) {}

    /** A QR code: {@code path} is an SVG path of 1x1 squares in a viewBox of {@code size} x {@code size}, quiet zone included. */
    record Qr(int size, String path) {}

    /**
     * {@code safetyNumber}: 60 digits. {@code redial}: the kept ticket or empty. {@code queued}: messages not yet delivered, oldest first, for the tab to send once
     * the link is open. {@code lastAt}: of the last message or call, 0 when there is none. {@code automaticSat}: what answering them without a click may cost a day, 0 for never.
     * {@code paysAnswer}: our invitations to them pay for their answer.
     */
    record FriendView(
            String id,
            String name,
            boolean verified,
            String safetyNumber,
            String redial,
            int unread,
            double lastAt,
            String lastText,
            List<MessageView> queued,
            long automaticSat,
            boolean paysAnswer) {}

    /**
     * {@code state}: preparing, inviting (broadcast, not yet seen by a node), ringing, connecting, linked, ended. {@code outcome} when ended or linked: answered, no-answer,
     * missed, declined, busy, cancelled, failed. {@code answerCostSat}: what accepting will cost at most. {@code why}: words for the user when it failed.
     * {@code automatic}: answered without a click, so it brings a link and does not ring. {@code dialled}: accepting it dials the friend directly, and costs only if that fails.
     */
    record CallView(
            String id,
            String friend,
            String friendName,
            boolean known,
            boolean incoming,
            String state,
            String outcome,
            String why,
            double startedAt,
            double expiresAt,
            long answerCostSat,
            boolean automatic,
            boolean dialled,
            List<StepView> steps) {}

    /**
     * One arrow of the timeline. {@code step}: clicked, redialed and carried (in vain), gathered, resolved, sealed, signed, broadcast, seen, confirmed, received, opened, rang, accepted, offered, answered,
     * applied, connected, open, video. {@code from}, {@code to}: you, bitcoin or friend (the same twice for a step at one place). {@code bytes} of the payload, {@code feeSat} of the
     * transaction, {@code txid}, {@code note}: where they apply.
     */
    record StepView(String step, String from, String to, double at, int bytes, long feeSat, String txid, String note) {}

    /**
     * {@code state}: none, redialing, connecting, connected or silent (no pong for a while). {@code call}: the call that brought it, by our name, or empty. {@code ours}: we invited or
     * dialed. {@code rung}: how it was reached, in words.
     */
    record LinkView(String friend, String state, String call, boolean ours, String rung) {}

    /**
     * A file to or from a friend. {@code mine}: we send it. {@code size}, {@code done}: bytes. {@code state}: offered, accepted, verified, done, declined, cancelled or failed, and
     * then {@code why}. {@code path}: of ours, the file; of theirs, the folder, and the file once it is done.
     */
    record FileView(
            String friend,
            String id,
            boolean mine,
            String name,
            long size,
            long done,
            String state,
            String why,
            double at,
            long bytesPerSecond,
            String path) {}

    /** {@code state}: queued, sent, delivered (our own), received (theirs). */
    record MessageView(String friend, String id, boolean mine, String text, double at, String state) {}

    /**
     * {@code callCostSat}: what one call costs at the present fee rate. {@code callsLeft}: how many the coins pay for. {@code canGetCoins}: the network has a faucet we can
     * ask. {@code spends}: newest first, at most 100. {@code answerPaymentSat}: what a call costs more when it pays for its answer. {@code automaticSat}: what answers without a
     * click have cost in the last 24 hours; {@code automaticLimitSat}: what they may cost.
     */
    record WalletView(
            long balanceSat,
            long pendingSat,
            String address,
            String uri,
            Qr qr,
            double feeRateSatPerVbyte,
            long callCostSat,
            int callsLeft,
            boolean canGetCoins,
            List<SpendView> spends,
            long answerPaymentSat,
            long automaticSat,
            long automaticLimitSat) {}

    /**
     * {@code purpose}: invitation or acceptance, and to whom, in words. {@code state}: signed (waiting for a node), broadcast, seen, confirmed or refused. {@code replaceable}:
     * it may be bumped or taken back.
     */
    record SpendView(String txid, String purpose, long feeSat, double at, String state, boolean replaceable) {}

    /** {@code state}: connecting, connected, lost. {@code behind}: how many blocks are still to be read, 0 for few. {@code since}: when that state began. {@code warning}: what to know before the next call, in sentences, or empty. */
    record NodeView(String state, String where, int peers, int height, int behind, double since, String warning) {}

    /** {@code servers}: STUN and TURN, as the user named them. {@code relayOnly}: use and tell no address but those of TURN servers. */
    record IceView(List<IceServer> servers, boolean relayOnly) {}
}
