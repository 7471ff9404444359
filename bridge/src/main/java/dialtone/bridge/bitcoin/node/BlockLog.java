package dialtone.bridge.bitcoin.node;

import java.io.Closeable;
import java.io.IOException;

/** The raw blocks of the chain after the genesis block, in order of height. */
interface BlockLog extends Closeable {

    int size();

    /** The block at {@code index}, which is that of height {@code index + 1}. */
    byte[] read(int index) throws IOException;

    /** Written, or unchanged when it throws. */
    void append(byte[] block) throws IOException;

    /** Everything appended survives a power cut when this returns. */
    void sync() throws IOException;
}
