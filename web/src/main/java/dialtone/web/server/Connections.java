package dialtone.web.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Who is connected, and how long a stranger may stay. A connection that has not proved the token lives {@link #PATIENCE} beyond its last complete request, however
 * busily it drips bytes; when {@link #LIMIT} is reached the stranger that was silent longest makes room, so that slow clients cannot keep the owner out.
 */
final class Connections implements Connection.Listener {

    static final int LIMIT = 64;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One connection; it keeps its place when HTTP becomes a WebSocket. */
    static final class Visitor {
        private final EndPoint endPoint;
        private volatile long heardNanos;
        private volatile boolean trusted;

        private Visitor(EndPoint endPoint, long nowNanos) {
            this.endPoint = endPoint;
            this.heardNanos = nowNanos;
        }

        /** It has proved the token: from now on only idleness ends it. */
        void trust() {
            trusted = true;
        }
    }

    private final Map<EndPoint, Visitor> visitors = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Connections(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        visitors.computeIfAbsent(endPoint, e -> new Visitor(e, nanoTime.getAsLong()));
        while (visitors.size() > LIMIT) {
            Visitor leaver = longestSilentStranger().orElse(visitors.get(endPoint));
            if (leaver == null) {
                return;
            }
            leave(leaver);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        // An upgrade closes the HTTP connection too, but leaves its end point open.
        if (!connection.getEndPoint().isOpen()) {
            visitors.remove(connection.getEndPoint());
        }
    }

    /** A whole request has arrived. */
    Visitor heard(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Visitor visitor = visitors.computeIfAbsent(endPoint, e -> new Visitor(e, nanoTime.getAsLong()));
        visitor.heardNanos = nanoTime.getAsLong();
        return visitor;
    }

    /** Called every second. */
    void sweep() {
        long now = nanoTime.getAsLong();
        for (Visitor visitor : visitors.values()) {
            boolean overdue = !visitor.trusted && now - visitor.heardNanos > PATIENCE.toNanos();
            if (overdue || !visitor.endPoint.isOpen()) {
                leave(visitor);
            }
        }
    }

    int count() {
        return visitors.size();
    }

    private Optional<Visitor> longestSilentStranger() {
        return visitors.values().stream()
                .filter(visitor -> !visitor.trusted)
                .min(Comparator.comparingLong(visitor -> visitor.heardNanos));
    }

    private void leave(Visitor visitor) {
        visitors.remove(visitor.endPoint);
        visitor.endPoint.close();
    }
}
