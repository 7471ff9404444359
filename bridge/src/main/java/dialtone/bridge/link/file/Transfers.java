package dialtone.bridge.link.file;

import dialtone.bridge.link.file.Transfer.Key;
import dialtone.bridge.link.file.Transfer.State;
import dialtone.bridge.store.Database;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All files on their way to and from all friends. Every method may be called on any thread and returns at once; what becomes of a transfer is told to the {@link Listener}, at most
 * four times a second while bytes move.
 */
public final class Transfers implements AutoCloseable {

    /** The label of a channel that carries a file. */
    public static final String LABEL = "file";

    /** 2^53 - 1: what a double holds exactly, and so every JSON. */
    static final long LARGEST = (1L << 53) - 1;

    private final TransferTable table;
    private final SecureRandom random;
    private final Clock clock;
    private final Hub hub;
    private final SerialThread disk = new SerialThread("files");
    /** Only counts and hands on, so that what a friend sends never waits uncounted. */
    private final SerialThread arrivals = new SerialThread("files-arriving");

    /** Called on the executor that was given with it. */
    public interface Listener {

        /** New, changed, or a little further. */
        void changed(Transfer transfer);
    }

    /** {@code folder}: where a file goes that is accepted now. */
    public Transfers(
            Database database,
            Supplier<Path> folder,
            Clock clock,
            SecureRandom random,
            Listener listener,
            Executor events) {
        this.table = new TransferTable(database);
        this.clock = clock;
        this.random = random;
        this.hub = new Hub(
                table, folder, clock, disk, arrivals, transfer -> events.execute(() -> listener.changed(transfer)));
        disk.execute(hub::recover);
    }

    /** Another folder was chosen: offers that nobody has decided about go there, too. */
    public void folderChanged() {
        disk.execute(hub::moveOffers);
    }

    /** A friend's link is open, or a newer one replaces it: what is unfinished goes on. {@code channels} makes a channel {@link #LABEL} on it. */
    public void linkOpened(String friend, Supplier<Channel> channels) {
        disk.execute(() -> hub.linkOpened(friend, channels));
    }

    /** A friend has no link any more. */
    public void linkClosed(String friend) {
        disk.execute(() -> hub.linkClosed(friend));
    }

    /** The friend made a channel {@link #LABEL}. */
    public void opened(String friend, Channel channel) {
        disk.execute(() -> hub.opened(friend, channel));
    }

    public CompletableFuture<Transfer> offer(String friend, Path file) {
        return offer(friend, file, String.valueOf(file.getFileName()));
    }

    /** Offers a file under a name; it goes on its way now or when a link opens. Fails when it is no file that can be read. */
    public CompletableFuture<Transfer> offer(String friend, Path file, String name) {
        return ask(() -> {
            Path path = file.toAbsolutePath();
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw new MalformedException("file to send", "a file that you may read", path.toString());
            }
            byte[] id = new byte[16];
            random.nextBytes(id);
            return hub.offer(new Transfer(
                    friend,
                    HexFormat.of().formatHex(id),
                    true,
                    FileNames.clean(name),
                    Files.size(path),
                    0,
                    path,
                    State.OFFERED,
                    "",
                    clock.instant(),
                    0));
        });
    }

    /** The user wants the file. */
    public CompletableFuture<Transfer> accept(String friend, String id) {
        return ask(() -> hub.accept(offered(friend, id)));
    }

    public CompletableFuture<Transfer> decline(String friend, String id) {
        return ask(() -> hub.decline(offered(friend, id)));
    }

    /** Ends one of either side, in any state that is not over; what had come of it is deleted. */
    public CompletableFuture<Transfer> cancel(String friend, String id, boolean mine) {
        return ask(() -> {
            Transfer transfer = find(new Key(friend, id, mine));
            if (transfer.state().isOver()) {
                throw new MalformedException(
                        "file to cancel", "one that is not over", "one that is " + transfer.state());
            }
            return hub.cancel(transfer);
        });
    }

    /** Newest first. */
    public CompletableFuture<List<Transfer>> of(String friend) {
        return ask(() -> table.of(friend).stream().map(hub::live).toList());
    }

    /** Hears of ours, to all friends, that are not over; nothing is offered meanwhile. */
    public void withUnfinished(Consumer<List<Transfer>> consumer) {
        disk.execute(() -> consumer.accept(table.unfinished()));
    }

    /** The friend is a friend no longer: ends and forgets everything of them. Files that came stay. */
    public void forget(String friend) {
        disk.execute(() -> hub.forget(friend));
    }

    private Transfer offered(String friend, String id) {
        Transfer transfer = find(new Key(friend, id, false));
        if (transfer.state() != State.OFFERED) {
            throw new MalformedException(
                    "file to decide about", "one that is OFFERED", "one that is " + transfer.state());
        }
        return transfer;
    }

    private Transfer find(Key key) {
        Optional<Transfer> found = table.find(key);
        return found.orElseThrow(
                () -> new MalformedException("file", "the id of a transfer", MalformedException.quote(key.id())));
    }

    private <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        disk.execute(() -> {
            try {
                answer.complete(question.call());
            } catch (IOException e) {
                answer.completeExceptionally(
                        new MalformedException("file", "one that can be read", String.valueOf(e.getMessage())));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** What was going on is interrupted, and goes on after the next start. */
    @Override
    public void close() {
        disk.execute(hub::interruptAll);
        disk.close();
        arrivals.close();
    }
}
