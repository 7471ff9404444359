package dialtone.bridge.bitcoin.node;

import java.util.ArrayList;
import java.util.List;

/** A chain that ends with the process. */
final class BlocksInMemory implements BlockLog {
    private final List<byte[]> blocks = new ArrayList<>();

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public byte[] read(int index) {
        return blocks.get(index);
    }

    @Override
    public void append(byte[] block) {
        blocks.add(block);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
}
