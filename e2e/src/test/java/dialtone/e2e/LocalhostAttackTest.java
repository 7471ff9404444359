package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What any web page that Alice visits could try against her bridge, in a real browser (threats.md W1 to W5). The attacker is even given her token: each wall must hold
 * alone.
 */
class LocalhostAttackTest {

    @RegisterExtension
    static final Stage stage =
            Stage.withFlags("--host-resolver-rules=MAP rebind.test 127.0.0.1, MAP evil.test 127.0.0.1");

    private static App demo;
    private static ForeignSite site;
    private static String carolsCard;

    private static Person alice;

    private Page attacker;
    private final List<Response> answers = new ArrayList<>();
    private final List<String> blocked = new ArrayList<>();

    @BeforeAll
    static void aBridgeAndAnAttacker() {
        demo = stage.demo();
        alice = stage.person("Alice").open(demo.link(0));
        stage.run("Carol", demo.node()).awaitReady().close();
        carolsCard = App.card(stage.dataDir("Carol"));
        site = new ForeignSite("<!doctype html><title>free kittens</title><body></body>");
    }

    @AfterAll
    static void takeDown() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void aliceHasHerPageOpenAndVisitsTheAttacker() {
        attacker = anotherTab();
    }

    private Page anotherTab() {
        Page tab = alice.context().newPage();
        tab.onResponse(response -> {
            if (response.url().contains(":" + App.portOf(demo.link(0)) + "/")) {
                answers.add(response);
            }
        });
        tab.onRequestFailed(request -> blocked.add(request.method() + " " + request.failure()));
        return tab;
    }

    @AfterEach
    void nothingHappened() {
        alice.closeOtherTabs();
        assertThat(alice.friendCount()).as("Alice's friends").isEqualTo(1);
        assertThat(alice.transactions()).as("Alice's transactions").isZero();
        alice.isNotTold("another tab");
    }

    @Test
    void aForeignHostGetsNothing() {
        for (String path : List.of("/", script(), "/api/health", "/nothing")) {
            Response response = answerTo("http://rebind.test:" + App.portOf(demo.link(0)) + path);
            assertThat(response.status()).as("status of %s", path).isEqualTo(403);
            assertThat(response.headers()).as("headers of %s", path).doesNotContainKey("set-cookie");
            assertThat(attacker.content()).as("page of %s", path).doesNotContain("Dialtone");
        }
    }

    @Test
    void aForeignOriginCannotPost() {
        Map<String, String> attack = Map.of("bridge", bridge(), "token", token(), "card", carolsCard);
        for (String origin : List.of(site.address(), site.addressAs("evil.test"))) {
            attacker.navigate(origin);
            assertThat(attacker.evaluate(POST_EVERY_WAY, attack))
                    .as("statuses that the page can see")
                    .isEqualTo(List.of());
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.status())
                        .as("%s %s", answer.request().method(), answer.url())
                        .isEqualTo(403));
        assertThat(answers.size() + blocked.size()).as("attempts").isGreaterThanOrEqualTo(10);
        System.out.println("foreign posts refused: " + (answers.size() + blocked.size()) + " of "
                + (answers.size() + blocked.size()));
        assertThat(alice.friendCount()).as("Alice's friends").isEqualTo(1);
        assertThat(alice.page().evaluate(POST_EVERY_WAY, attack))
                .as("the same from our own page, which proves that the requests were good ones")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(201);
        alice.page().evaluate(REMOVE_ALL_BUT_BOB, attack);
        assertThat(alice.friends().getByRole(AriaRole.LISTITEM)).hasCount(1);
    }

    @Test
    void aFormOfAForeignOriginIsRefused() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            Page tab = anotherTab();
            tab.navigate(site.address());
            answers.clear();
            tab.evaluate(SUBMIT_FORM, Map.of("target", bridge() + "/api/friends", "type", type, "card", carolsCard));
            tab.waitForCondition(() -> !answers.isEmpty());
            assertThat(answers.get(0).request().method()).isEqualTo("POST");
            assertThat(answers.get(0).status()).as(type).isEqualTo(403);
        }
    }

    @Test
    void aForeignOriginCannotRead() {
        attacker.navigate(site.address());

        for (String path : List.of("/", script(), "/api/friends", "/api/card", "/api/health")) {
            Object read = attacker.evaluate(READ_EVERY_WAY, Map.of("target", bridge() + path, "token", token()));
            assertThat(read).as(path).isEqualTo(List.of());
        }
    }

    @Test
    void aForeignOriginCannotOpenTheWebSocket() {
        String target = bridge().replace("http", "ws") + "/tab";
        for (String origin : List.of(site.address(), site.addressAs("evil.test"))) {
            attacker.navigate(origin);
            assertThat(attacker.evaluate(OPEN_SOCKET, Map.of("target", target, "token", token())))
                    .as("from " + origin)
                    .isEqualTo("refused");
            assertThat(attacker.evaluate(OPEN_SOCKET_FROM_NULL_ORIGIN, Map.of("target", target, "token", token())))
                    .as("from a sandboxed frame of " + origin)
                    .isEqualTo("refused");
        }
        String rebound = "ws://rebind.test:" + App.portOf(demo.link(0)) + "/tab";
        assertThat(attacker.evaluate(OPEN_SOCKET, Map.of("target", rebound, "token", token())))
                .isEqualTo("refused");
    }

    @Test
    void withoutTheTokenThePageShowsNothingAndTheBridgeSaysNothing() {
        BrowserContext stranger = stage.browser().newContext();
        try {
            Page page = stranger.newPage();
            page.navigate(bridge() + "/");
            assertThat(page.getByRole(AriaRole.LIST)).hasCount(0);
            assertThat(page.locator("body").innerText()).contains("link").doesNotContain("Bob");

            Object unauthorized = page.evaluate("""
                    async () => {
                      const statuses = [];
                      for (const path of ['/api/friends', '/api/card'])
                        for (const headers of [{}, { Authorization: 'Bearer ' + '0'.repeat(64) }])
                          statuses.push((await fetch(path, { headers })).status);
                      return statuses;
                    }""");
            assertThat(unauthorized).isEqualTo(List.of(401, 401, 401, 401));

            String target = bridge().replace("http", "ws") + "/tab";
            assertThat(page.evaluate(OPEN_SOCKET, Map.of("target", target, "token", "0".repeat(64))))
                    .isEqualTo("told refused, closed");
        } finally {
            stranger.close();
        }
    }

    @Test
    void theTokenLeavesTheAddressBarAndTheHistoryAtOnce() {
        assertThat(alice.page().url()).isEqualTo(bridge() + "/");
        assertThat((String) alice.page().evaluate("JSON.stringify([document.cookie, Object.entries(localStorage)])"))
                .isEqualTo("[\"\",[]]");
    }

    @Test
    void thePageCannotBeFramed() {
        attacker.navigate(site.address());
        for (String link : List.of(bridge() + "/", demo.link(0))) {
            attacker.evaluate("""
                    target => new Promise((loaded) => {
                      const frame = document.createElement('iframe');
                      frame.onload = loaded;
                      frame.src = target;
                      document.body.append(frame);
                    })""", link);
        }

        assertThat(attacker.frames()).hasSize(3);
        assertThat(attacker.frames().stream().skip(1).map(frame -> frame.url()))
                .as("what stands in the frames")
                .allMatch(url -> url.startsWith("chrome-error://"));
        assertThat(answers)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(403));
    }

    @Test
    void aWindowThatTheAttackerOpenedIsOutOfReach() {
        attacker.navigate(site.address());

        Object reach = attacker.evaluate("""
                async (target) => {
                  const opened = window.open(target);
                  await new Promise((next) => setTimeout(next, 500));
                  try {
                    return opened === null || opened.closed ? 'cut off' : String(opened.document.title);
                  } catch (error) {
                    return error.name;
                  }
                }""", bridge() + "/");

        assertThat(reach).isIn("cut off", "SecurityError");
    }

    /** Navigates there; a refusal without a body is an error page of the browser's. */
    private Response answerTo(String url) {
        answers.clear();
        try {
            attacker.navigate(url);
        } catch (PlaywrightException e) {
            assertThat(e).hasMessageContaining("ERR_HTTP_RESPONSE_CODE_FAILURE");
        }
        attacker.waitForCondition(() -> !answers.isEmpty());
        return answers.get(0);
    }

    private static String script() {
        return (String) alice.page().evaluate("new URL(document.querySelector('script').src).pathname");
    }

    private static String bridge() {
        return App.originOf(demo.link(0));
    }

    private static String token() {
        return App.tokenOf(demo.link(0));
    }

    /** Answers with the statuses that could be read. */
    private static final String POST_EVERY_WAY = """
            async ({ bridge, token, card }) => {
              const target = bridge + '/api/friends';
              const body = JSON.stringify({ card, name: 'Mallory' });
              const json = { 'Content-Type': 'application/json' };
              const bearer = { Authorization: `Bearer ${token}` };
              const read = [];
              for (const options of [
                { body, mode: 'no-cors' },
                { body, mode: 'no-cors', credentials: 'include' },
                { body },
                { body, headers: json },
                { body, headers: { ...json, ...bearer } },
              ]) {
                try {
                  const { status } = await fetch(target, { method: 'POST', ...options });
                  if (status) read.push(status);
                } catch {
                  // refused
                }
              }
              navigator.sendBeacon(target, body);
              return read;
            }""";

    private static final String REMOVE_ALL_BUT_BOB = """
            async ({ token }) => {
              const headers = { Authorization: `Bearer ${token}` };
              const friends = await (await fetch('/api/friends', { headers })).json();
              for (const { id, name } of friends.friends ?? friends)
                if (name !== 'Bob') await fetch(`/api/friends/${id}`, { method: 'DELETE', headers });
            }""";

    private static final String SUBMIT_FORM = """
            ({ target, type, card }) => {
              const form = document.createElement('form');
              Object.assign(form, { method: 'POST', action: target, enctype: type });
              const field = Object.assign(document.createElement('input'), { name: `{"card":"${card}","name":"`, value: '"}' });
              form.append(field);
              document.body.append(form);
              form.submit();
            }""";

    private static final String READ_EVERY_WAY = """
            async ({ target, token }) => {
              const read = [];
              const attempt = async (name, options) => {
                try {
                  const answer = await fetch(target, options);
                  const text = await answer.text();
                  if (text) read.push(`${name}: ${text.slice(0, 80)}`);
                } catch {
                  // refused, as it should be
                }
              };
              await attempt('cors', {});
              await attempt('with token', { headers: { Authorization: `Bearer ${token}` } });
              await attempt('no-cors', { mode: 'no-cors' });
              for (const tag of ['img', 'script']) {
                const loaded = await new Promise((done) => {
                  const element = document.createElement(tag);
                  element.onload = () => done(true);
                  element.onerror = () => done(false);
                  element.src = target;
                  document.body.append(element);
                });
                if (loaded) read.push(tag);
              }
              return read;
            }""";

    private static final String OPEN_SOCKET = """
            ({ target, token }) => new Promise((done) => {
              const socket = new WebSocket(target);
              let told = '';
              socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', version: 3, token }));
              socket.onmessage = ({ data }) => (told ||= 'told ' + JSON.parse(data).type);
              socket.onclose = () => done(told ? told + ', closed' : 'refused');
            })""";

    private static final String OPEN_SOCKET_FROM_NULL_ORIGIN = """
            (argument) => new Promise((done) => {
              const frame = document.createElement('iframe');
              frame.sandbox = 'allow-scripts';
              frame.srcdoc = `<script>(OPEN)(${JSON.stringify(argument)}).then((result) => parent.postMessage(result, '*'))</` + 'script>';
              onmessage = ({ data }) => done(data);
              document.body.append(frame);
            })""".replace("OPEN", OPEN_SOCKET);
}
