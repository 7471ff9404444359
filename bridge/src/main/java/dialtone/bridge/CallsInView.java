package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;

/** Calls as the tab shows them. Used on the bridge's thread only. */
final class CallsInView {
    /** A call that is set up has twenty steps in a tenth of a second, when there is more urgent work; people read its timeline later. */
    private static final Duration STEPS_TOLD_AFTER = Duration.ofMillis(100);

    private final BridgeThread thread;
    private final Friends friends;
    private final CallFrames frames;
    private final Tabs tab;
    private final Set<Call> haveNewSteps = new HashSet<>();

    CallsInView(BridgeThread thread, Friends friends, CallFrames frames, Tabs tab) {
        this.thread = thread;
        this.friends = friends;
        this.frames = frames;
        this.tab = tab;
    }

    CallView of(Call call) {
        return call.view(friends.find(call.friend.hex()), frames.answerCostSat(call));
    }

    /** Its state is another: the tab waits for it. */
    void changed(Call call) {
        haveNewSteps.remove(call);
        if (!call.quiet) {
            tab.send(new ToBrowser.CallChanged(of(call)));
        }
    }

    /** Its timeline has grown: the tab is told soon, once for all that happens until then. */
    void hasNewStep(Call call) {
        if (haveNewSteps.add(call)) {
            Future<?> unused = thread.after(STEPS_TOLD_AFTER, () -> {
                if (haveNewSteps.contains(call)) {
                    changed(call);
                }
            });
        }
    }
}
