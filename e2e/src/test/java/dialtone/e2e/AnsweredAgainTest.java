package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who answered over a slow leg and whose DTLS gave up, long before the answer arrived (docs/protocol.md, section 7). Browsers take 220 s for that, so here the page believes it
 * when it is told; {@link SlowLegsMeasurement} waits, and sees the link open.
 */
class AnsweredAgainTest {

    private static final String GIVES_UP = """
            () => {
              const [, bobs] = connections;
              Object.defineProperty(bobs.sctp.transport, 'state', { get: () => 'failed' });
            }
            """;

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void theAnswerStaysTrueOnAnotherConnection() {
        App served = stage.run("Alice");
        try (BrowserContext context = CallMeasurement.context(stage.browser())) {
            Page page = context.newPage();
            page.clock().install();
            page.navigate(App.originOf(served.link()));
            page.evaluate(ScriptedPeople.script("slow-legs.js"));
            page.evaluate("""
                    async () => {
                      const Connection = RTCPeerConnection;
                      globalThis.connections = [];
                      globalThis.RTCPeerConnection = class extends Connection {
                        constructor(...args) {
                          super(...args);
                          connections.push(this);
                        }
                      };
                      await answered('late');
                    }
                    """);
            assertThat(page.evaluate("connections.length")).isEqualTo(2);
            page.clock().runFor(10_000);
            assertThat(page.evaluate("connections.length"))
                    .as("while nothing gave up")
                    .isEqualTo(2);

            page.evaluate(GIVES_UP);
            page.clock().runFor(10_000);
            page.waitForFunction("connections[2]?.iceGatheringState === 'complete'");
            page.clock().runFor(10_000);
            page.waitForFunction("connections[1].connectionState === 'closed'");

            assertThat(page.evaluate("connections.length")).isEqualTo(3);
            Map<?, ?> ends = (Map<?, ?>) page.evaluate("""
                    () => {
                      const [first, second] = connections.slice(1).map((pc) => pc.localDescription.sdp);
                      const of = (sdp, pattern) => sdp.match(pattern)[1];
                      const same = [/^a=ice-ufrag:(.*)/m, /^a=ice-pwd:(.*)/m, /^a=fingerprint:(.*)/m].map((each) => of(first, each) === of(second, each));
                      return { same, ports: [first, second].map((sdp) => of(sdp, /^a=candidate:\\S+ 1 udp \\d+ \\S+ (\\d+)/m)) };
                    }
                    """);
            assertThat(ends.get("same")).isEqualTo(List.of(true, true, true));
            assertThat((List<?>) ends.get("ports")).doesNotHaveDuplicates();
        }
    }
}
