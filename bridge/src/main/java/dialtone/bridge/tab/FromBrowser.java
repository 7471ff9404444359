package dialtone.bridge.tab;

/**
 * Every message a browser tab may send to its bridge ({@code docs/architecture.md}, "Who holds a link").
 *
 * <p>On the wire a message is one JSON object whose {@code type} is the record's name with a small first letter. Strings are bounded by
 * the reader; what a field means is bounded here.
 */
public sealed interface FromBrowser {

    /** The first frame of every socket. {@code token}: 64 hex digits from the page's link. */
    record Hello(int version, String token) implements FromBrowser {
        @Override
        public String toString() {
            return "Hello[version=" + version + ", token=redacted]";
        }
    }

    /** {@code card}: bech32m text or a {@code dialtone:} link. {@code name}: what to call the friend; empty takes the card's name. */
    record AddFriend(String card, String name) implements FromBrowser {}

    record RenameFriend(String friend, String name) implements FromBrowser {}

    record RemoveFriend(String friend) implements FromBrowser {}

    /** Answer this friend without a click, for at most so many satoshis a day in fees; 0: never. */
    record AnswerByItself(String friend, double satADay) implements FromBrowser {}

    /** The same limit for all friends together. */
    record LimitAutomatic(double satADay) implements FromBrowser {}

    /** Whether our invitations to this friend pay for their answer. */
    record PayAnswers(String friend, boolean pays) implements FromBrowser {}

    /** The user compared the safety number (or takes that back). */
    record MarkVerified(String friend, boolean verified) implements FromBrowser {}

    /**
     * The user clicked Call and there is no link: invite on chain. {@code call}: 32 hex digits, chosen by the tab. {@code offer}: the gathered
     * SDP; empty where the bridge holds the links. {@code clickedAt}: when the user clicked. {@code steps} that the tab saw before go separately, as {@link Mark}s.
     */
    record Invite(String call, String friend, String offer, double clickedAt) implements FromBrowser {}

    /** The user may call this friend next: asks for the ICE credentials to gather with ({@link ToBrowser.Prepared}). Costs nothing, and nobody hears of it. */
    record Prepare(String friend) implements FromBrowser {}

    /** The caller gives up. Nothing goes on chain; the tab keeps its connection until the invitation expires. */
    record Cancel(String call) implements FromBrowser {}

    /** The invitee clicked Accept: the bridge answers with {@link ToBrowser.OfferReady} or {@link ToBrowser.DialReady}. */
    record Accept(String call) implements FromBrowser {}

    /** The gathered answer to the offer; spends one acceptance transaction, unless we dial and get through. */
    record Answer(String call, String answer) implements FromBrowser {}

    /** This browser does not let a page choose its ICE credentials, so it cannot dial: the {@link Answer}, with its own, must go on chain. */
    record DialFailed(String call) implements FromBrowser {}

    record Decline(String call) implements FromBrowser {}

    /** The tab could not go on with a call that was being set up; {@code why} is shown to the user and kept with the call. */
    record CallFailed(String call, String why) implements FromBrowser {}

    /** The control channel is open and has answered a ping. {@code call}: the call that brought it, or empty for a redial. */
    record LinkOpened(String friend, String call) implements FromBrowser {}

    record LinkLost(String friend) implements FromBrowser {}

    /**
     * Where the bridge holds the links: a control message about a call, to be put on the link to that friend ({@code docs/protocol.md}, 8.1 and 8.4). {@code message}: a JSON object
     * of type ring, accept, decline, busy, cancel, hangup, description, candidate or media; one that would be refused if it came from the friend is refused here too.
     */
    record LinkSay(String friend, String message) implements FromBrowser {}

    /** The user touched this tab: it rings from now on, and the others do not. */
    record Lead() implements FromBrowser {}

    /** A step of a call's timeline that only the tab can see. {@code step}: see {@link ToBrowser.StepView}. */
    record Mark(String call, String step, double at) implements FromBrowser {}

    /**
     * A call that was rung over an open link, for the history. {@code outcome}: answered, no-answer, missed, declined, busy, cancelled or failed. {@code call}: 32 hex digits,
     * as in its ring.
     */
    record CallLogged(String call, String friend, boolean incoming, String outcome, double startedAt, double talkedMs)
            implements FromBrowser {}

    /** A chat message the user typed: stored as queued. {@code id}: 32 hex digits, chosen by the tab. */
    record Say(String friend, String id, String text) implements FromBrowser {}

    /** The tab put a queued message on the chat channel. */
    record Sent(String friend, String id) implements FromBrowser {}

    /** The friend's tab acknowledged a message. */
    record Delivered(String friend, String id) implements FromBrowser {}

    /** A message that came over the link. Stored once per id; answered with {@link ToBrowser.MessageChanged}, upon which the tab acknowledges. */
    record Heard(String friend, String id, String text, double sentAt) implements FromBrowser {}

    /** The newest 100 messages older than {@code before} (0: the newest of all). */
    record History(String friend, double before) implements FromBrowser {}

    /** The user has seen the conversation. */
    record Read(String friend) implements FromBrowser {}

    /** The ticket for the next redial of this friend, at most 4,096 characters; empty when it was used up. */
    record KeepRedial(String friend, String ticket) implements FromBrowser {
        @Override
        public String toString() {
            return "KeepRedial[friend=" + friend + ", ticket=redacted]";
        }
    }

    /** Where the bridge holds the links: the user wants the file that the friend offers. */
    record AcceptFile(String friend, String id) implements FromBrowser {}

    record DeclineFile(String friend, String id) implements FromBrowser {}

    /** Ends one of either side that is not over. {@code mine}: we send it. */
    record CancelFile(String friend, String id, boolean mine) implements FromBrowser {}

    /** Coins from the embedded node's faucet. */
    record GetCoins() implements FromBrowser {}

    /** What would arrive at {@code address}, and what it costs, if all coins were sent there: answered with {@link ToBrowser.WithdrawalQuoted}. */
    record QuoteWithdrawal(String address) implements FromBrowser {}

    /**
     * The user agreed to the quote: send all coins. {@code id}: 32 hex digits, chosen by the tab; the same one spends once. {@code amountSat}: of the quote; when it is no longer
     * right, nothing is sent and a new quote comes.
     */
    record Withdraw(String id, String address, double amountSat) implements FromBrowser {}

    /** What it costs to replace a transaction of ours that is not confirmed: answered with {@link ToBrowser.ReplacementTold}. {@code kind}: bump or take-back. */
    record QuoteReplacement(String txid, String kind) implements FromBrowser {}

    /** The user agreed to the quote. {@code feeSat}: of the quote; when it is no longer right, nothing is sent and a new quote comes. */
    record Replace(String txid, String kind, double feeSat) implements FromBrowser {}

    /** Show the backup words; they are shown until {@link WordsKept}. */
    record ShowWords() implements FromBrowser {}

    /** The user has written the words down: the bridge never shows them again. */
    record WordsKept() implements FromBrowser {}

    /** What the user calls themselves; goes on their card. */
    record SetMyName(String name) implements FromBrowser {}
}
