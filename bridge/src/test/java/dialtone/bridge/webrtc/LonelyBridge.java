package dialtone.bridge.webrtc;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A process with a native peer that says the child's pid and its directory, and waits to be killed. */
final class LonelyBridge {

    private LonelyBridge() {}

    public static void main(String[] args) throws InterruptedException {
        BlockingQueue<Boolean> ready = new LinkedBlockingQueue<>();
        BlockingQueue<Path> directories = new LinkedBlockingQueue<>();
        NativePeer peer = NativePeer.start(
                new NativePeer.Watcher() {
                    @Override
                    public void ready() {
                        ready.add(true);
                    }

                    @Override
                    public void unavailable(String why) {
                        ready.add(false);
                    }

                    @Override
                    public void died() {
                        ready.add(false);
                    }
                },
                (directory, socket) -> {
                    directories.add(directory);
                    return PeerCommand.of(directory, socket);
                },
                Pulse.EVERY);
        ready.take();
        System.out.println(peer.pid());
        System.out.println(directories.take());
        Thread.currentThread().join();
    }
}
