package dialtone.bridge.bitcoin.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks in an append-only file.
 *
 * <pre>
 * file   = "DTBLOCK1" record*
 * record = length(4, big endian) | first 4 bytes of the block's SHA-256 | block(length)
 * </pre>
 *
 * <p>A process killed while it wrote leaves a record that is short or does not match its checksum: {@link #open} cuts the file before it.
 */
final class BlockFile implements BlockLog {
    private static final Logger log = LoggerFactory.getLogger(BlockFile.class);

    private static final byte[] MAGIC = {'D', 'T', 'B', 'L', 'O', 'C', 'K', '1'};
    private static final int CHECKSUM_BYTES = 4;
    private static final int RECORD_HEADER_BYTES = 4 + CHECKSUM_BYTES;
    private static final int MAX_BLOCK_BYTES = 4_000_000;

    private final FileChannel file;
    private final List<Long> offsets = new ArrayList<>(); // of each record
    private long end = MAGIC.length;

    private BlockFile(FileChannel file) {
        this.file = file;
    }

    static BlockFile open(Path path) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileChannel file = FileChannel.open(path, options, DataDir.ownerOnly(path.getParent(), "rw-------"));
        BlockFile blocks = new BlockFile(file);
        try {
            blocks.scan(path);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
        return blocks;
    }

    private void scan(Path path) throws IOException {
        byte[] magic = readUpTo(0, MAGIC.length);
        if (!Arrays.equals(magic, Arrays.copyOf(MAGIC, magic.length))) {
            throw new IOException(
                    path + " is not a block file of this version: move the directory away to start a new chain");
        }
        if (magic.length < MAGIC.length) {
            write(0, ByteBuffer.wrap(MAGIC));
            file.force(true);
            return;
        }
        long size = file.size();
        while (end < size && wholeRecordAt(end)) {
            offsets.add(end);
            end += RECORD_HEADER_BYTES + lengthAt(end);
        }
        if (end < size) {
            log.warn(
                    "{}: cut {} bytes of a block that was not written whole, after {} blocks",
                    path,
                    size - end,
                    size());
            file.truncate(end);
            file.force(true);
        }
    }

    private boolean wholeRecordAt(long offset) throws IOException {
        if (file.size() - offset < RECORD_HEADER_BYTES) {
            return false;
        }
        int length = lengthAt(offset);
        return length > 0
                && length <= MAX_BLOCK_BYTES
                && length <= file.size() - offset - RECORD_HEADER_BYTES
                && checksumMatches(offset, readUpTo(offset + RECORD_HEADER_BYTES, length));
    }

    private int lengthAt(long offset) throws IOException {
        return ByteBuffer.wrap(readUpTo(offset, 4)).getInt();
    }

    private boolean checksumMatches(long offset, byte[] block) throws IOException {
        return Arrays.equals(checksum(block), readUpTo(offset + 4, CHECKSUM_BYTES));
    }

    @Override
    public int size() {
        return offsets.size();
    }

    @Override
    public byte[] read(int index) throws IOException {
        long offset = offsets.get(index);
        byte[] block = readUpTo(offset + RECORD_HEADER_BYTES, lengthAt(offset));
        if (!checksumMatches(offset, block)) {
            throw new IOException("block " + (index + 1) + " changed on disk");
        }
        return block;
    }

    @Override
    public void append(byte[] block) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER_BYTES + block.length)
                .putInt(block.length)
                .put(checksum(block))
                .put(block)
                .flip();
        int length = record.remaining();
        try {
            write(end, record);
        } catch (IOException failure) {
            file.truncate(end);
            throw failure;
        }
        offsets.add(end);
        end += length;
    }

    @Override
    public void sync() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static byte[] checksum(byte[] block) {
        return Arrays.copyOf(Sha256Hash.hash(block), CHECKSUM_BYTES);
    }

    private void write(long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    private byte[] readUpTo(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
