package dialtone.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the native peer holds the links. */
class NativeBusyTest extends BusyCase {

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    NativeBusyTest() {
        super(stage);
    }
}
