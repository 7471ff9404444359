package dialtone.bridge;

import static org.awaitility.Awaitility.await;

import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A browser tab without a browser: remembers what its bridge sent, and speaks when the test says so. */
final class FakeTab implements Tab {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Bridge bridge;
    final List<ToBrowser> received = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    FakeTab(Bridge bridge) {
        this.bridge = bridge;
        bridge.attach(this);
        expect(ToBrowser.Welcome.class);
    }

    @Override
    public void send(ToBrowser message) {
        received.add(message);
    }

    @Override
    public void close() {
        closed = true;
    }

    void says(FromBrowser message) {
        bridge.receive(this, message);
    }

    <T extends ToBrowser> T expect(Class<T> type) {
        return expect(type, message -> true);
    }

    /** The first message of that kind that fits, which may have come already. */
    <T extends ToBrowser> T expect(Class<T> type, Predicate<T> fits) {
        return await().atMost(PATIENCE)
                .until(() -> find(type, fits), Optional::isPresent)
                .orElseThrow();
    }

    <T extends ToBrowser> Optional<T> find(Class<T> type, Predicate<T> fits) {
        return received.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(fits)
                .findFirst();
    }

    /** Waits until a call is in that state, and gives it as it is then. */
    ToBrowser.CallView expectCall(String state) {
        return expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().state().equals(state))
                .call();
    }
}
