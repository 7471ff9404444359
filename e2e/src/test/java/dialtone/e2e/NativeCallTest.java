package dialtone.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the native peer holds the links. */
class NativeCallTest extends CallCase {

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    NativeCallTest() {
        super(stage);
    }
}
