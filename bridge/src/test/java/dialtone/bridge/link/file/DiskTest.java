package dialtone.bridge.link.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.link.ChannelPair;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, and one that stands still. */
class DiskTest {

    @TempDir
    Path directory;

    private final ExecutorService network = ChannelPair.network();

    @AfterEach
    void stop() {
        network.shutdownNow();
    }

    @Test
    void aDiskThatFillsUpOnTheWayIsSaidToBothSides() {
        ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
        FakeFriend mallory = new FakeFriend(pair.ours());
        Deque<Runnable> disk = new ArrayDeque<>();
        AtomicReference<Why> why = new AtomicReference<>();
        FileReceiver receiver = new FileReceiver(
                new Transfer(
                        "alice",
                        "00",
                        false,
                        "a",
                        1_000_000,
                        0,
                        directory,
                        Transfer.State.OFFERED,
                        "",
                        Instant.EPOCH,
                        0),
                pair.theirs(),
                disk::add,
                () -> {
                    throw new AssertionError("placed");
                },
                new Watching(why));
        receiver.agree(new PartFile(directory, new SmallDisk(100_000)));
        while (!disk.isEmpty()) {
            disk.poll().run();
        }
        receiver.message(true, "{\"type\":\"begin\",\"offset\":0}".getBytes(UTF_8));
        receiver.message(false, new byte[64 * 1024]);
        assertThat(why.get()).isNull();
        receiver.message(false, new byte[64 * 1024]);
        assertThat(why.get()).isEqualTo(Why.FULL);
        assertThat(receiver.isOver()).isTrue();
        mallory.hear("accept");
        assertThat(mallory.hear("failed").text("why", 20)).isEqualTo("full");
    }

    @Test
    void aFriendWhoDoesNotWaitForTheDiskIsClosed() {
        ChannelPair pair = new ChannelPair(Transfers.LABEL, network);
        Deque<Runnable> disk = new ArrayDeque<>();
        AtomicBoolean closed = new AtomicBoolean();
        Inlet inlet = new Inlet(pair.theirs(), disk::add, new Channel.Listener() {
            @Override
            public void message(boolean text, byte[] data) {}

            @Override
            public void closed() {
                closed.set(true);
            }
        });
        int allowed = FileSender.WINDOW / (64 * 1024);
        for (int i = 0; i < allowed; i++) {
            inlet.message(false, new byte[64 * 1024]);
        }
        assertThat(pair.theirs().isOpen()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            inlet.message(false, new byte[64 * 1024]);
        }
        assertThat(pair.theirs().isOpen()).isFalse();
        assertThat(disk).as("tasks, each with one message").hasSizeLessThan(allowed + 5);
        disk.forEach(Runnable::run);
        assertThat(closed).isTrue();
    }

    private record Watching(AtomicReference<Why> why) implements Exchange.Observer {
        @Override
        public void accepted() {}

        @Override
        public void moved(long done, boolean durable) {}

        @Override
        public void ended(Transfer.State state) {}

        @Override
        public void failed(Why failedOf, boolean theyTold) {
            why.set(failedOf);
        }

        @Override
        public void said() {}

        @Override
        public void interrupted(long done) {}
    }

    /** Takes so many bytes, then says what Linux says. */
    private static final class SmallDisk extends FileChannel {
        private final long room;
        private long size;

        SmallDisk(long room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (size + source.remaining() > room) {
                throw new IOException("No space left on device");
            }
            int count = source.remaining();
            source.position(source.limit());
            size += count;
            return count;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public FileChannel truncate(long length) {
            size = length;
            return this;
        }

        @Override
        public FileChannel position(long position) {
            return this;
        }

        @Override
        public long position() {
            return size;
        }

        @Override
        public void force(boolean metaData) {}

        @Override
        protected void implCloseChannel() {}

        @Override
        public int read(ByteBuffer into) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] source, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
