package dialtone.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the page holds the links. */
class BusyTest extends BusyCase {

    @RegisterExtension
    static final Stage stage = new Stage();

    BusyTest() {
        super(stage);
    }
}
