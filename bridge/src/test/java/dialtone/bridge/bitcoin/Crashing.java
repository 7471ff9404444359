package dialtone.bridge.bitcoin;

import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.Replacement.Kind;
import dialtone.bridge.store.Database;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.Function;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/** A process that spends and is halted on the way: no shutdown hook, no buffer flushed, as if the power had failed for it. */
final class Crashing {

    static final int EXIT = 41;

    /** Each kind of spending. */
    enum Flow {
        INVITE,
        ACCEPT,
        BUMP,
        TAKE_BACK;

        /** Only what is not on disk yet: the rest must come about by itself. {@code before}: the stuck transaction. */
        void perform(Person alice, String before, Runnable asked) throws Exception {
            Intent intent = new Intent(
                    this == INVITE ? "c1" : "a1", "frame", alice.now().plus(Duration.ofHours(1)));
            if (alice.client.sent(intent.id()).isPresent()) {
                return;
            }
            if (this == INVITE || this == ACCEPT) {
                alice.client.send(intent, outpoints -> {
                    asked.run();
                    return Person.frame("bob", intent.id());
                });
            } else if (alice.client.spends(1).get(0).txid().equals(before)) {
                Kind kind = this == BUMP ? Kind.BUMP : Kind.TAKE_BACK;
                long feeSat = alice.client.quoteReplacement(before, kind).feeSat();
                asked.run();
                if (alice.client.replace(before, kind, feeSat).isEmpty()) {
                    throw new AssertionError("the quote of " + feeSat + " sat does not hold");
                }
            }
        }
    }

    /** The durable steps, in their order; each may be halted before and after. */
    static final List<String> STEPS = List.of(
            "asking",
            "reserving",
            "change",
            "writing",
            "commit",
            "broadcast",
            "seen",
            "telling seen",
            "tip",
            "confirmed",
            "telling confirmed");

    /** From here on a block must come. */
    private static final int FIRST_WITH_BLOCK = STEPS.indexOf("tip");

    static List<String> points() {
        return STEPS.stream()
                .flatMap(step -> Stream.of("before " + step, "after " + step))
                .toList();
    }

    static boolean needsBlock(String point) {
        return STEPS.indexOf(point.substring(point.indexOf(' ') + 1)) >= FIRST_WITH_BLOCK;
    }

    private final String point;
    private volatile boolean armed;
    private volatile boolean written;

    private Crashing(String point) {
        this.point = point;
    }

    private void reached(String where) {
        written |= where.equals("after writing");
        if (armed && where.equals(point)) {
            Runtime.getRuntime().halt(EXIT);
        }
    }

    /** {@code arguments}: directory, port of the node, flow, point, the stuck transaction or empty. */
    public static void main(String[] arguments) throws Exception {
        Crashing crashing = new Crashing(arguments[3]);
        Flow flow = Flow.valueOf(arguments[2]);
        BitcoinConfig config = ScriptedNode.config(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])));
        Person alice = Person.create("alice", Path.of(arguments[0]), config);
        alice.onProgress = crashing::told;
        crashing.watch(alice.database);
        alice.client.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> alice.client.node().peers() == 1
                        && (flow != Flow.ACCEPT || alice.heard().contains("alice i1")));
        crashing.armed = true;
        crashing.reached("before asking");
        flow.perform(alice, arguments[4], () -> crashing.reached("after asking"));
        crashing.reached("after commit");
        Thread.sleep(Duration.ofMinutes(5).toMillis()); // the point is reached on another thread
    }

    private void told(Progress progress, boolean after) {
        String when = after ? "after telling " : "before telling ";
        if (progress instanceof Progress.Seen) {
            reached(when + "seen");
        } else if (progress instanceof Progress.Confirmed) {
            reached(when + "confirmed");
        }
    }

    /** SQLite itself says when a row is written: temporary triggers on this connection, and the hook it calls before a commit. */
    private void watch(Database database) throws Exception {
        Field field = Database.class.getDeclaredField("connection");
        field.setAccessible(true);
        SQLiteConnection connection = (SQLiteConnection) field.get(database);
        Function.create(connection, "reached", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                reached(value_text(0));
                result(0);
            }
        });
        connection.addCommitListener(new SQLiteCommitListener() {
            @Override
            public void onCommit() {
                if (written) {
                    reached("before commit");
                }
            }

            @Override
            public void onRollback() {}
        });
        trigger(database, "reserving", "UPDATE OF spent_by ON coins WHEN NEW.spent_by IS NOT NULL");
        trigger(database, "change", "INSERT ON coins");
        trigger(database, "writing", "INSERT ON outbox");
        for (Spend.State state : List.of(Spend.State.BROADCAST, Spend.State.SEEN, Spend.State.CONFIRMED)) {
            trigger(
                    database,
                    state.name().toLowerCase(java.util.Locale.ROOT),
                    "UPDATE OF state ON outbox WHEN NEW.state = '" + state + "'");
        }
        trigger(database, "tip", "INSERT ON tips WHEN NEW.name = 'scanned'");
    }

    private static void trigger(Database database, String step, String event) {
        for (String when : List.of("before", "after")) {
            database.update("CREATE TEMP TRIGGER " + when + "_" + step + " " + when + " " + event
                    + " BEGIN SELECT reached('" + when + " " + step + "'); END");
        }
    }
}
