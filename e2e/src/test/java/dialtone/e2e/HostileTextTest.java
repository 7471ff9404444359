package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a friend writes, and what they call themselves, stays text. */
class HostileTextTest {

    private static final List<String> PAYLOADS = List.of(
            "<img src=x onerror=\"window.__pwned=1\">",
            "<script>window.__pwned=1</script>",
            "<svg onload=window.__pwned=1>",
            "<svg><script>window.__pwned=1</script></svg>",
            "\"><img src=x onerror=window.__pwned=1>",
            "'><script>window.__pwned=1</script>",
            "<iframe srcdoc=\"<script>parent.__pwned=1</script>\"></iframe>",
            "<a href=\"javascript:window.__pwned=1\">click</a>",
            "javascript:window.__pwned=1",
            "<details open ontoggle=window.__pwned=1>",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=window.__pwned=1>",
            "<input autofocus onfocus=window.__pwned=1>",
            "<object data=\"javascript:window.__pwned=1\">",
            "<base href=\"http://evil.example/\">",
            "<style>*{background:url(http://evil.example/leak)}</style>",
            "<template><img src=x onerror=window.__pwned=1></template>",
            "&lt;img src=x onerror=window.__pwned=1&gt;",
            "{{constructor.constructor('window.__pwned=1')()}}",
            "${window.__pwned=1}",
            "@raw!{\"window.__pwned=1\"}",
            "\\u003cimg src=x onerror=window.__pwned=1\\u003e",
            "<!--><img src=x onerror=window.__pwned=1>-->",
            "</textarea><script>window.__pwned=1</script>",
            "<meta http-equiv=refresh content=\"0;url=http://evil.example/\">");

    /** One of each way out of text: an element, an attribute, a script, an entity, a template, an address. A name has 80 characters at most. */
    private static final List<String> AS_NAMES = List.of(
            "<img src=x onerror=\"window.__pwned=1\">",
            "\"><img src=x onerror=window.__pwned=1>",
            "<svg><script>window.__pwned=1</script></svg>",
            "&lt;img src=x onerror=window.__pwned=1&gt;",
            "{{constructor.constructor('window.__pwned=1')()}}",
            "javascript:window.__pwned=1");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static App demo;
    private static Person alice;
    private static Person bob;

    @BeforeAll
    static void aliceAndBob() {
        demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
    }

    @Test
    void chatStaysText() {
        AbsenceTest.connect(alice, bob);

        for (String payload : PAYLOADS) {
            alice.say(payload);
        }
        for (String payload : PAYLOADS) {
            bob.reads(payload);
            alice.reads(payload);
        }
        alice.say("line one\nline two");
        bob.findsInChat("line two");
        bob.reload();
        bob.reads(PAYLOADS.get(0));

        isUnharmed(alice, demo.link(0));
        isUnharmed(bob, demo.link(1));
        System.out.println("hostile chat texts shown as text on both sides: " + PAYLOADS.size());
    }

    @Test
    void theNameOfAFriendOnTheirCardAndInTheirCallStaysText() {
        String name = PAYLOADS.get(0);
        App mallorysBridge = stage.run(name, stage.dataDir("Mallory"), 0, demo.node());
        Person mallory = stage.person("Mallory", name).open(mallorysBridge.link());

        AbsenceTest.befriend(mallory, bob);
        mallory.call("Bob");
        bob.isRungBy(name);
        bob.accept();
        bob.sees(name, "connected");
        bob.choose(name);
        assertThat(bob.heading(name)).isVisible();
        bob.isTalking();
        bob.hangUp();
        mallory.isNotInACall();

        isUnharmed(bob, demo.link(1));
        isUnharmed(mallory, mallorysBridge.link());
    }

    @Test
    void theNameThatIsTypedForAFriendStaysText() {
        String known = "Bob";
        for (String payload : AS_NAMES) {
            alice.rename(known, payload);
            assertThat(alice.heading(payload)).isVisible();
            known = payload;
        }
        alice.reload();
        assertThat(alice.heading(known)).isVisible();
        alice.rename(known, "Bob");

        isUnharmed(alice, demo.link(0));
    }

    private static void isUnharmed(Person person, String link) {
        assertThat(person.page().evaluate("'__pwned' in window")).isEqualTo(false);
        assertThat(person.policyViolations()).isEmpty();
        assertThat(person.page().url()).isEqualTo(App.originOf(link) + "/");
        assertThat(person.page().frames()).hasSize(1);
    }
}
