package dialtone.bridge;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For every test class, by {@code junit-platform.properties}: five of the classes alone take less than half as long as with Awaitility's usual tenth of a second between two looks. */
public final class LooksOften implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }
}
