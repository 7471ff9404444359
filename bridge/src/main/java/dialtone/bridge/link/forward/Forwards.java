package dialtone.bridge.link.forward;

import dialtone.bridge.store.Database;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP connections to and from all friends. May be used on any thread; returns at once. */
public final class Forwards implements AutoCloseable {

    /** The label of a channel that carries a connection. */
    public static final String LABEL = "tcp";

    public static final int MOST_OF_A_FRIEND = 64;

    private static final int ANSWER_TIMEOUT_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);

    private final Allowed allowed;
    private final Clock clock;
    private final Function<String, String> names;
    private final Listener listener;
    private final Executor events;
    private final Connections connections = new Connections();
    private final Map<String, Supplier<Channel>> links = new ConcurrentHashMap<>();
    private final Set<LocalPort> ports = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "forward"));
    private final ExecutorService arrivals =
            Executors.newSingleThreadExecutor(task -> daemon(task, "forward-arriving"));

    /** Called on the executor that was given with it. */
    public interface Listener {

        /** A program connected to a {@link LocalPort} in vain, and cannot be told why. {@code why}: for people. */
        void failed(LocalPort port, String why);
    }

    /** {@code names}: what the user calls a friend, for messages. */
    public Forwards(
            Database database, Clock clock, Function<String, String> names, Listener listener, Executor events) {
        this.allowed = new Allowed(database);
        this.clock = clock;
        this.names = names;
        this.listener = listener;
        this.events = events;
    }

    /** A friend's link is open, or a newer one replaces it. {@code channels} makes a channel {@link #LABEL} on it. */
    public void linkOpened(String friend, Supplier<Channel> channels) {
        links.put(friend, channels);
    }

    /** A friend has no link any more. Connections end with their channels. */
    public void linkClosed(String friend) {
        links.remove(friend);
    }

    /** The friend made a channel {@link #LABEL}. */
    public void opened(String friend, Channel channel) {
        if (!connections.admits(friend, channel)) {
            channel.close();
            return;
        }
        Incoming incoming = new Incoming(friend, channel, allowed::allows, connections, this::run);
        channel.listen(incoming, this::arrive);
    }

    /** From now on the friend may connect to this, through this computer, and to nothing else that was not allowed too. */
    public void allow(String friend, Target target) {
        allowed.allow(friend, target, clock.instant());
    }

    /** Ends what is connected to it. False when it was not allowed. */
    public boolean forbid(String friend, Target target) {
        boolean was = allowed.forbid(friend, target);
        end(friend, target);
        return was;
    }

    public List<Target> allowed(String friend) {
        return allowed.of(friend);
    }

    /** The friend is a friend no longer. */
    public void forget(String friend) {
        allowed.forget(friend);
        linkClosed(friend);
        connections.of(friend).forEach(Connection::reset);
        listening().stream().filter(each -> each.friend().equals(friend)).forEach(LocalPort::close);
    }

    private void end(String friend, Target target) {
        connections.of(friend).stream()
                .filter(each -> each instanceof Incoming incoming && target.equals(incoming.target()))
                .forEach(Connection::reset);
    }

    /** Opens a port on 127.0.0.1; 0 takes a free one. It waits for programs whether there is a link or not. */
    public LocalPort listen(String friend, int port, Target target) throws IOException {
        return listen(new LocalPort(friend, port, target, ports::remove), false);
    }

    /** The same on a free port for one connection, which has to come within half a minute. */
    public LocalPort listenOnce(String friend, Target target) throws IOException {
        return listen(new LocalPort(friend, 0, target, ports::remove), true);
    }

    private LocalPort listen(LocalPort local, boolean once) {
        ports.add(local);
        local.accept(once, this::run, socket -> connect(local, socket));
        return local;
    }

    public List<LocalPort> listening() {
        return List.copyOf(ports);
    }

    private void connect(LocalPort local, Socket socket) {
        connect(
                local.friend(),
                local.target(),
                Pipe.of(socket),
                failure -> failure.ifPresent(why -> events.execute(() -> listener.failed(local, why.getMessage()))));
    }

    /**
     * One connection for a process, such as the ProxyCommand of SSH: {@code in} goes to the friend, what comes to {@code out}; both are closed at the end. The future completes
     * when both directions have ended, and fails with a {@link ForwardException} when it did not come about.
     */
    public CompletableFuture<Void> connect(String friend, Target target, InputStream in, OutputStream out) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        connect(friend, target, Pipe.of(in, out), failure -> {
            if (failure.isPresent()) {
                ended.completeExceptionally(failure.get());
            } else {
                ended.complete(null);
            }
        });
        return ended;
    }

    private void connect(String friend, Target target, Pipe pipe, Consumer<Optional<ForwardException>> ended) {
        String name = names.apply(friend);
        Supplier<Channel> channels = links.get(friend);
        if (channels == null) {
            refuse(pipe, Refusal.NO_LINK.words(name, target), ended);
            return;
        }
        Channel channel = channels.get();
        AtomicReference<Outgoing> itself = new AtomicReference<>();
        Outgoing outgoing = new Outgoing(friend, name, channel, target, pipe, this::run, failure -> {
            connections.remove(itself.get());
            ended.accept(failure);
        });
        itself.set(outgoing);
        if (!connections.add(outgoing)) {
            channel.close();
            refuse(pipe, Refusal.TOO_MANY.words(name, target), ended);
            return;
        }
        channel.listen(outgoing, this::arrive);
        arrive(outgoing::connect);
        CompletableFuture.delayedExecutor(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS, this::arrive)
                .execute(outgoing::giveUp);
    }

    private static void refuse(Pipe pipe, String why, Consumer<Optional<ForwardException>> ended) {
        pipe.reset();
        ended.accept(Optional.of(new ForwardException(why)));
    }

    private void run(Runnable task) {
        start(threads, task);
    }

    private void arrive(Runnable task) {
        start(arrivals, task);
    }

    private static void start(ExecutorService executor, Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("A task about a connection failed", e);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("A task about a connection came too late");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends everything. */
    @Override
    public void close() {
        listening().forEach(LocalPort::close);
        connections.all().forEach(Connection::reset);
        arrivals.shutdownNow();
        threads.shutdownNow();
    }
}
