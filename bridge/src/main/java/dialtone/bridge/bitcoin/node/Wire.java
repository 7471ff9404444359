package dialtone.bridge.bitcoin.node;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;

/** Serializations that bitcoinj keeps to itself: transactions and blocks as peers without segwit read them. */
final class Wire {

    private Wire() {}

    /** {@code version(4) | inputs | outputs | lock time(4)}: the bytes the txid is the hash of. */
    static byte[] withoutWitness(Transaction tx) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(tx.messageSize());
        out.writeBytes(int32((int) tx.getVersion()));
        out.writeBytes(VarInt.of(tx.getInputs().size()).serialize());
        tx.getInputs().forEach(input -> out.writeBytes(input.serialize()));
        out.writeBytes(VarInt.of(tx.getOutputs().size()).serialize());
        tx.getOutputs().forEach(output -> out.writeBytes(output.serialize()));
        out.writeBytes(int32((int) tx.lockTime().rawValue()));
        return out.toByteArray();
    }

    static byte[] withoutWitness(byte[] rawBlock) {
        Block block = Block.read(ByteBuffer.wrap(rawBlock));
        ByteArrayOutputStream out = new ByteArrayOutputStream(rawBlock.length);
        out.write(rawBlock, 0, Block.HEADER_SIZE);
        out.writeBytes(VarInt.of(block.getTransactions().size()).serialize());
        block.getTransactions().forEach(tx -> out.writeBytes(withoutWitness(tx)));
        return out.toByteArray();
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
