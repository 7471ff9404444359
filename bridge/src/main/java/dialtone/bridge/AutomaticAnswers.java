package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Budget;
import dialtone.bridge.store.Database;
import dialtone.signaling.MalformedException;
import java.util.Optional;

/** Whom we answer without a click, and what that may cost a day ({@code docs/architecture.md}, "Money"). Nobody, until the user says so for a friend. */
final class AutomaticAnswers {
    /** For all friends together, until the user sets another limit: some thirty answers at 1 sat/vB. */
    static final long USUAL_LIMIT_SAT = 10_000;

    /** Ten thousand answers; more is a slip of the finger. */
    static final long MOST_SAT = 3_000_000;

    private static final String LIMIT = "automatic_sat";

    private final Database database;
    private final Friends friends;
    private final BitcoinClient bitcoin;

    AutomaticAnswers(Database database, Friends friends, BitcoinClient bitcoin) {
        this.database = database;
        this.friends = friends;
        this.bitcoin = bitcoin;
    }

    long limitSat() {
        return database.first("SELECT value FROM settings WHERE key = ?", row -> Long.valueOf(row.text("value")), LIMIT)
                .orElse(USUAL_LIMIT_SAT);
    }

    void limit(double satADay) {
        database.update(
                "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                LIMIT,
                Long.toString(checked(satADay)));
    }

    void allow(String friend, double satADay) {
        friends.answerByItself(friend, checked(satADay));
    }

    /** What an answer to this friend must stay within; empty when they are not to be answered without a click. */
    Optional<Budget> budgetFor(String friend) {
        return friends.find(friend)
                .filter(known -> known.automaticSat() > 0)
                .map(known -> new Budget(friend, known.automaticSat(), limitSat()));
    }

    /** Whether one more answer of that cost would be paid for and within the limits. The last word has the transaction that pays. */
    boolean mayAnswer(String friend, String invitationTxid, long costSat) {
        boolean allowed =
                budgetFor(friend).filter(budget -> hasRoom(budget, costSat)).isPresent();
        return allowed && (bitcoin.funds().balanceSat() >= costSat || bitcoin.paysAnswer(invitationTxid));
    }

    /** Whether so much more may be spent on this friend today. */
    boolean hasRoomFor(String friend, long costSat) {
        return budgetFor(friend).filter(budget -> hasRoom(budget, costSat)).isPresent();
    }

    private boolean hasRoom(Budget budget, long costSat) {
        return budget.allSat() > 0
                && budget.friendSat().entrySet().stream()
                        .allMatch(limit -> bitcoin.automaticSat(limit.getKey()) + costSat <= limit.getValue())
                && bitcoin.automaticSat("") + costSat <= budget.allSat();
    }

    long spentSat() {
        return bitcoin.automaticSat("");
    }

    private static long checked(double satADay) {
        if (!(satADay >= 0 && satADay <= MOST_SAT) || satADay != Math.rint(satADay)) {
            throw new MalformedException(
                    "satoshis a day", "a whole number from 0 to %,d".formatted(MOST_SAT), String.valueOf(satADay));
        }
        return (long) satADay;
    }
}
