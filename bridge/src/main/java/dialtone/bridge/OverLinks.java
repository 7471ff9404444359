package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.file.Transfer;
import dialtone.bridge.link.file.Transfers;
import dialtone.bridge.link.forward.Forwards;
import dialtone.bridge.link.forward.Target;
import dialtone.bridge.store.Database;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Files and TCP connections, which take channels of their own on the links ({@code docs/protocol.md}, 8.6 and 8.7). What is public may be called on any thread but the bridge's, and
 * waits for the disk at most; it throws a {@link MalformedException} for what cannot be.
 */
public final class OverLinks implements AutoCloseable {
    private static final int LONGEST_NAME = 1_000;

    private final Tabs tabs;
    private final Executor thread;
    private final Transfers transfers;
    private final Forwards forwards;
    private final OpenPorts ports;
    private final ReceivedFolder folder;
    private final OutgoingFiles outgoing;

    /** {@code place}: the data directory. {@code names}: what the user calls a friend. */
    OverLinks(
            Database database,
            Path place,
            Clock clock,
            SecureRandom random,
            UnaryOperator<String> names,
            Tabs tabs,
            Executor thread) {
        this.tabs = tabs;
        this.thread = thread;
        folder = new ReceivedFolder(database, place.resolve("received"));
        outgoing = new OutgoingFiles(place.resolve("outgoing"), random);
        transfers = new Transfers(database, folder::path, clock, random, this::show, thread);
        ports = new OpenPorts(tabs);
        forwards = new Forwards(database, clock, names::apply, ports, thread);
        transfers.withUnfinished(outgoing::keepOnly);
    }

    private void show(Transfer transfer) {
        outgoing.changed(transfer);
        tabs.send(new ToBrowser.FileChanged(FilesInView.of(transfer)));
    }

    void opened(Link link) {
        String friend = link.friend().hex();
        transfers.linkOpened(friend, () -> link.channel(Transfers.LABEL));
        forwards.linkOpened(friend, () -> link.channel(Forwards.LABEL));
    }

    void over(PublicKey friend) {
        transfers.linkClosed(friend.hex());
        forwards.linkClosed(friend.hex());
    }

    /** One that the friend made; of a kind that we do not know, it is closed. */
    void channel(PublicKey friend, Channel channel) {
        switch (channel.label()) {
            case Transfers.LABEL -> transfers.opened(friend.hex(), channel);
            case Forwards.LABEL -> forwards.opened(friend.hex(), channel);
            default -> channel.close();
        }
    }

    void forget(PublicKey friend) {
        transfers.forget(friend.hex());
        transfers.withUnfinished(outgoing::keepOnly);
        forwards.forget(friend.hex());
        ports.forget(friend.hex());
    }

    /** On the bridge's thread. Whether the message was about files. */
    boolean take(FromBrowser message) {
        if (message instanceof FromBrowser.AcceptFile m) {
            tell(m.friend(), transfers.accept(m.friend(), m.id()));
        } else if (message instanceof FromBrowser.DeclineFile m) {
            tell(m.friend(), transfers.decline(m.friend(), m.id()));
        } else if (message instanceof FromBrowser.CancelFile m) {
            tell(m.friend(), transfers.cancel(m.friend(), m.id(), m.mine()));
        } else {
            return false;
        }
        return true;
    }

    private void tell(String friend, CompletableFuture<Transfer> decided) {
        decided.exceptionally(refused -> {
            thread.execute(() -> tabs.problem(
                    friend, "file", refused.getMessage(), "Look at the file again: it may be decided about already."));
            return null;
        });
    }

    /** All files of a friend, to the tabs; what changes later comes after it. */
    void showAll(String friend) {
        var unused = transfers
                .of(friend)
                .thenAccept(all -> thread.execute(() -> tabs.send(new ToBrowser.Files(
                        friend, all.stream().map(FilesInView::of).toList()))));
    }

    /** Newest first. */
    public List<FileView> files(String friend) {
        return await(transfers.of(friend)).stream().map(FilesInView::of).toList();
    }

    public FileView send(String friend, Path file) {
        return FilesInView.of(await(transfers.offer(friend, file)));
    }

    /** Keeps the bytes until they are there, and offers them under this name. Waits for the bytes. */
    public FileView send(String friend, String name, long size, InputStream bytes) throws IOException {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new MalformedException(
                    "name of a file", "1 to " + LONGEST_NAME + " characters", String.valueOf(name.length()));
        }
        Path kept = outgoing.keep(bytes, size);
        try {
            FileView offered = FilesInView.of(await(transfers.offer(friend, kept, name)));
            outgoing.offered(kept);
            return offered;
        } catch (RuntimeException e) {
            outgoing.delete(kept);
            throw e;
        }
    }

    public FileView accept(String friend, String id) {
        return FilesInView.of(await(transfers.accept(friend, id)));
    }

    public FileView decline(String friend, String id) {
        return FilesInView.of(await(transfers.decline(friend, id)));
    }

    public FileView cancel(String friend, String id, boolean mine) {
        return FilesInView.of(await(transfers.cancel(friend, id, mine)));
    }

    /** Where files go that are accepted from now on. */
    public Path receivedFolder() {
        return folder.path();
    }

    public void setReceivedFolder(Path chosen) {
        folder.set(chosen);
        transfers.folderChanged();
    }

    public List<Target> allowed(String friend) {
        return forwards.allowed(friend);
    }

    public void allow(String friend, Target target) {
        forwards.allow(friend, target);
    }

    /** False when it was not allowed. */
    public boolean forbid(String friend, Target target) {
        return forwards.forbid(friend, target);
    }

    /** {@code port}: 0 takes a free one. {@code once}: for one connection, within half a minute. */
    public OpenPort listen(String friend, int port, Target target, boolean once) throws IOException {
        return ports.open(once ? forwards.listenOnce(friend, target) : forwards.listen(friend, port, target));
    }

    public List<OpenPort> ports() {
        return ports.all();
    }

    /** Connections that are open go on. False when there is none. */
    public boolean closePort(int id) {
        return ports.close(id);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        transfers.close();
        forwards.close();
    }
}
