package dialtone.web;

import dialtone.web.server.BridgeApi;
import java.io.IOException;
import java.util.Optional;

/** The bridge of a data directory for one command: the one that runs, or else the data itself, locked meanwhile. */
record ReachedBridge(BridgeApi api, Closing closing) implements AutoCloseable {

    static ReachedBridge of(DataDir dir) throws IOException {
        if (!dir.exists()) {
            throw new CommandFailure("There is no Dialtone data in " + dir.path()
                    + ". Start it once with: dialtone run (or name another place with --data-dir)");
        }
        Closing closing = new Closing();
        Optional<DataDir.Lock> lock = dir.lock();
        if (lock.isPresent()) {
            closing.add(lock.get());
            return new ReachedBridge(closing.add(PersonalBridge.atRest(dir)), closing);
        }
        RunningBridge running = RunningBridge.find(dir)
                .orElseThrow(() -> new CommandFailure(
                        CommandFailure.LOCKED,
                        "Another program is just starting or ending with " + dir.path() + ". Try again."));
        return new ReachedBridge(new RemoteBridge(running), closing);
    }

    @Override
    public void close() {
        closing.close();
    }
}
