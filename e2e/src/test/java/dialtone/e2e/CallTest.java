package dialtone.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the page holds the links. */
class CallTest extends CallCase {

    @RegisterExtension
    static final Stage stage = new Stage();

    CallTest() {
        super(stage);
    }
}
