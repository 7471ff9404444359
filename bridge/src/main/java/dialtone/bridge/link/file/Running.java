package dialtone.bridge.link.file;

import dialtone.bridge.link.file.Transfer.Key;
import dialtone.bridge.link.file.Transfer.State;

/** A transfer that has a channel now: keeps what its exchange says. */
final class Running implements Exchange.Observer {

    private final Hub hub;
    private final Transfer transfer;
    private final Pace pace;
    private Exchange exchange;
    private long done;

    Running(Hub hub, Transfer transfer) {
        this.hub = hub;
        this.transfer = transfer;
        this.done = transfer.done();
        this.pace = new Pace(hub.clock.millis(), done);
    }

    void run(Exchange started) {
        exchange = started;
    }

    Exchange exchange() {
        return exchange;
    }

    Key key() {
        return transfer.key();
    }

    long done() {
        return done;
    }

    long bytesPerSecond() {
        return pace.bytesPerSecond();
    }

    @Override
    public void accepted() {
        hub.table.state(key(), State.ACCEPTED);
        hub.tell(key());
    }

    @Override
    public void moved(long now, boolean durable) {
        done = now;
        if (durable) {
            hub.table.done(key(), now);
        }
        if (pace.tell(hub.clock.millis(), now)) {
            hub.tell(key());
        }
    }

    @Override
    public void ended(State state) {
        hub.table.state(key(), state);
        over();
    }

    @Override
    public void said() {
        hub.table.heard(key(), false);
    }

    @Override
    public void failed(Why why, boolean theyTold) {
        if (why == Why.TOO_MANY && theyTold) {
            hub.table.heard(key(), false);
            hub.postpone(key());
            interrupted(done);
            return;
        }
        hub.failed(transfer, why, theyTold);
        over();
    }

    @Override
    public void interrupted(long doneNow) {
        hub.table.done(key(), doneNow);
        hub.interrupted(this);
        hub.tell(key());
    }

    private void over() {
        hub.left(this);
        hub.tell(key());
    }
}
