package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JavaScript in {@code second/}, in a real browser: seals and opens frames as they are told in maps. */
final class SecondImplementation implements AutoCloseable {

    /** So many frames cross to the browser at once. */
    private static final int BATCH = 100;

    private final ModuleSite site = new ModuleSite("second");
    private final Page page;

    SecondImplementation(Browser browser) {
        page = browser.newPage();
        page.navigate(site.address());
        page.waitForFunction("() => window.second");
    }

    List<Map<String, Object>> sealAll(List<Map<String, Object>> jobs) {
        return inBatches("jobs => second.sealAll(jobs)", jobs);
    }

    List<Map<String, Object>> openAll(List<Map<String, Object>> jobs) {
        return inBatches("jobs => second.openAll(jobs)", jobs);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> inBatches(String function, List<Map<String, Object>> jobs) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += BATCH) {
            List<Map<String, Object>> batch = jobs.subList(from, Math.min(from + BATCH, jobs.size()));
            results.addAll((List<Map<String, Object>>) page.evaluate(function, batch));
        }
        return results;
    }

    @Override
    public void close() {
        page.close();
        site.close();
    }
}
