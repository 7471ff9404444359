package dialtone.web;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in reverse order, once, by whoever comes first: the end of the command or the end of the process. */
final class Closing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean closed;

    /** What is added too late is closed at once. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        if (closed) {
            close();
        }
        return resource;
    }

    /** Closes also on Ctrl-C and SIGTERM. */
    Closing atExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "closing"));
        return this;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception e) {
                log.warn("Could not close {}", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
