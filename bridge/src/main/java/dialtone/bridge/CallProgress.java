package dialtone.bridge;

import dialtone.bridge.bitcoin.Progress;
import dialtone.bridge.tab.FromBrowser;
import dialtone.signaling.MalformedException;
import java.util.Optional;

/** What is seen of a call on its way, for its timeline: it changes nothing about what the call does. Used on the bridge's thread only. */
final class CallProgress {
    private final CurrentCalls current;
    private final CallTable table;
    private final CallsInView inView;
    private final Tabs tab;
    private final EarlyMarks early = new EarlyMarks();

    CallProgress(CurrentCalls current, CallTable table, CallsInView inView, Tabs tab) {
        this.current = current;
        this.table = table;
        this.inView = inView;
        this.tab = tab;
    }

    /** What was seen of it before the bridge knew it. */
    void begin(Call call) {
        early.giveTo(call);
    }

    /** A cheaper way to the friend that did not bring a link. */
    void tried(String id, String step, String note) {
        current.find(id).ifPresent(call -> {
            call.timeline.here(step, note);
            inView.hasNewStep(call);
        });
    }

    void mark(FromBrowser.Mark mark) {
        if (!mark.step().matches("[a-z]{1,20}")) {
            throw new MalformedException("step of the timeline", "a word", MalformedException.quote(mark.step()));
        }
        Optional<Call> call = current.find(mark.call());
        if (call.isPresent()) {
            call.get().timeline.marked(mark.step(), mark.at());
            saveIfOver(call.get());
            inView.hasNewStep(call.get());
        } else {
            early.keep(mark);
        }
    }

    /** How far one of our transactions has come. */
    void broadcast(String intent, Progress progress) {
        current.find(intent.substring(intent.indexOf(':') + 1)).ifPresent(call -> {
            if (progress instanceof Progress.Broadcast to) {
                call.timeline.toBitcoin("broadcast", to.nodes() == 1 ? "to 1 node" : "to " + to.nodes() + " nodes");
            } else if (progress instanceof Progress.Seen by) {
                call.seen |= by.nodes() > 0;
                call.timeline.fromBitcoin("seen", by.nodes() == 1 ? "by 1 node" : "by " + by.nodes() + " nodes");
            } else if (progress instanceof Progress.Confirmed in) {
                call.timeline.fromBitcoin("confirmed", "in block " + in.block().height());
            } else if (progress instanceof Progress.Refused refused) {
                tab.problem(call.id, "refused", "The Bitcoin nodes refused the transaction.", refused.reason());
            }
            saveIfOver(call);
            inView.hasNewStep(call);
        });
    }

    /** A call that is being set up is saved at its next change anyway. */
    private void saveIfOver(Call call) {
        if (call.isOver()) {
            table.save(call);
        }
    }
}
