package dialtone.e2e;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Takes the README's picture: Alice's screen in a call. Only with {@code -Dpictures=true}. */
@EnabledIfSystemProperty(
        named = "pictures",
        matches = "true",
        disabledReason = "takes pictures only with -Dpictures=true")
class ReadmePicture {

    @RegisterExtension
    static final Stage alices = Stage.filming(Portrait.ALICE);

    @RegisterExtension
    static final Stage bobs = Stage.filming(Portrait.BOB);

    @Test
    void aliceInACallWithBob() throws Exception {
        App demo = alices.demo();
        Person alice = alices.person("Alice").open(demo.link(0));
        Person bob = bobs.person("Bob").open(demo.link(1));
        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.page().keyboard().press("Alt+A");
        alice.seesMovingPicture(1);
        alice.say("There you are. No server in between?");
        bob.reads("There you are. No server in between?");
        bob.say("None. Two transactions, and the rest is you and me.");
        alice.reads("None. Two transactions, and the rest is you and me.");
        alice.seesDelivered("There you are. No server in between?");
        alice.seesStep("Confirmed");
        alice.seesMovingPicture(60);

        Path images = Path.of(System.getProperty("dialtone.docs", "../docs")).resolve("images");
        Files.createDirectories(images);
        alice.page().screenshot(new Page.ScreenshotOptions().setPath(images.resolve("call.png")));
    }
}
