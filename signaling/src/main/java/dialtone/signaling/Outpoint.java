package dialtone.signaling;

import java.util.List;

/** The output a transaction's input spends. {@code txid}: 32 bytes in the order of the serialized transaction, which is the reverse of what explorers show. */
public record Outpoint(Bytes txid, long index) {

    public Outpoint {
        txid.sized(32, "txid of an outpoint");
        if (index < 0 || index > 0xffffffffL) {
            throw new MalformedException("index of an outpoint", "0 to 4294967295", String.valueOf(index));
        }
    }

    /** All outpoints of a transaction as they stand in it: txid, then the index little-endian, 36 bytes each. */
    public static Bytes serialize(List<Outpoint> outpoints) {
        ByteWriter out = new ByteWriter();
        for (Outpoint outpoint : outpoints) {
            out.bytes(outpoint.txid).u32(Integer.toUnsignedLong(Integer.reverseBytes((int) outpoint.index)));
        }
        return out.toBytes();
    }
}
