package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The links of Chromium pages whose invitation and acceptance are on their way for minutes. Both can reach each other, so this shows what waiting does to ICE and DTLS in a
 * browser; routers are the NAT lab's. Only with {@code -Dmeasure=true}, and it takes eleven minutes.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(1200)
class SlowLegsMeasurement {

    private static final List<Integer> SECONDS = List.of(0, 5, 30, 90, 300);
    private static final int ALL_LEGS_AND_PATIENCE_MS = 660_000;

    /** Begins a cell; its milliseconds, or why there are none, stand in {@code cells} in the end. */
    private static final String BEGIN = """
            ([cell, first, second]) => void (async () => {
              globalThis.cells ??= {};
              const late = new Promise((resolve) => setTimeout(resolve, (first + Math.max(second, 0) + 30) * 1000, 'no'));
              const opens = second < 0 ? oneMessage(cell, first) : twoMessages(cell, first, second);
              const ms = await Promise.race([opens.catch((error) => error.message), late]);
              cells[cell] = typeof ms === 'number' ? String(Math.round(ms)) : ms;
            })()
            """;

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void allDelaysConnect() {
        App served = stage.run("Alice");
        try (BrowserContext context = CallMeasurement.context(stage.browser())) {
            Page page = context.newPage();
            page.navigate(App.originOf(served.link()));
            page.evaluate(ScriptedPeople.script("slow-legs.js"));
            for (int first : SECONDS) {
                begin(page, first, -1);
                SECONDS.forEach(second -> begin(page, first, second));
            }
            int cells = SECONDS.size() * (SECONDS.size() + 1);
            page.waitForFunction(
                    "cells => Object.keys(globalThis.cells).length === cells",
                    cells,
                    new Page.WaitForFunctionOptions().setTimeout(ALL_LEGS_AND_PATIENCE_MS));
            report((Map<?, ?>) page.evaluate("cells"));
        }
    }

    private static void begin(Page page, int first, int second) {
        page.evaluate(BEGIN, List.of(cell(first, second), first, second));
    }

    private static String cell(int first, int second) {
        return second < 0 ? first + " s, one message" : first + " s, " + second + " s";
    }

    /** {@code second}: -1 for one message alone. */
    private static void report(Map<?, ?> openAfterMs) {
        List<String> failed = new ArrayList<>();
        for (int first : SECONDS) {
            List<String> row = new ArrayList<>();
            for (int second : Stream.concat(Stream.of(-1), SECONDS.stream()).toList()) {
                String ms = (String) openAfterMs.get(cell(first, second));
                row.add(ms);
                if (!ms.matches("\\d+")) {
                    failed.add(cell(first, second) + ": " + ms);
                }
            }
            System.out.println("| " + first + " s | " + String.join(" | ", row) + " |");
        }
        assertThat(failed).isEmpty();
    }
}
