package dialtone.bridge;

import dialtone.bridge.tab.FromBrowser;
import java.util.ArrayList;
import java.util.List;

/** What tabs saw of calls that the bridge does not know yet: the click comes before the invitation. */
final class EarlyMarks {
    private static final int MOST = 256;

    private final List<FromBrowser.Mark> marks = new ArrayList<>();

    void keep(FromBrowser.Mark mark) {
        if (marks.size() < MOST) {
            marks.add(mark);
        }
    }

    /** The other marks are of calls that never came. */
    void giveTo(Call call) {
        marks.stream()
                .filter(mark -> mark.call().equals(call.id))
                .forEach(mark -> call.timeline.marked(mark.step(), mark.at()));
        marks.clear();
    }
}
