package dialtone.signaling.reunion;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What two friends say over an open link to get a new pair secret.
 *
 * <pre>
 * Have      1(1) | count(1), 1 to 3 | count times: id of a generation(8), the current one first | random(32)
 * Confirm   2(1) | proof(16)
 * Done      3(1) | proof(16)
 * </pre>
 */
public sealed interface RatchetMessage {

    int RANDOM_SIZE = 32;
    int PROOF_SIZE = 16;

    Bytes encode();

    static RatchetMessage decode(Bytes encoded) {
        ByteReader in = new ByteReader(encoded);
        int type = in.u8("type of a ratchet message");
        RatchetMessage message = switch (type) {
            case Have.TYPE -> Have.read(in);
            case Confirm.TYPE -> new Confirm(in.take(PROOF_SIZE, "proof"));
            case Done.TYPE -> new Done(in.take(PROOF_SIZE, "proof"));
            default -> throw new MalformedException("type of a ratchet message", "1, 2 or 3", String.valueOf(type));
        };
        in.end("ratchet message");
        return message;
    }

    /** The first of each side on a link: what it holds, and its part of the next secret. */
    record Have(List<Bytes> generations, Bytes random) implements RatchetMessage {
        static final int TYPE = 1;
        private static final int MOST = 3;

        public Have {
            generations = List.copyOf(generations);
            generations.forEach(id -> id.sized(Generation.ID_SIZE, "id of a generation"));
            random.sized(RANDOM_SIZE, "random part of a ratchet");
            if (generations.isEmpty() || generations.size() > MOST) {
                throw new MalformedException("generations", "1 to 3", String.valueOf(generations.size()));
            }
        }

        @Override
        public Bytes encode() {
            ByteWriter out = new ByteWriter().u8(TYPE).u8(generations.size());
            generations.forEach(out::bytes);
            return out.bytes(random).toBytes();
        }

        private static Have read(ByteReader in) {
            int count = in.u8("count of generations");
            if (count > MOST) {
                throw new MalformedException("generations", "1 to 3", String.valueOf(count));
            }
            List<Bytes> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ids.add(in.take(Generation.ID_SIZE, "id of a generation"));
            }
            return new Have(ids, in.take(RANDOM_SIZE, "random part of a ratchet"));
        }

        /** The random part becomes a secret's. */
        @Override
        public String toString() {
            return "Have[redacted]";
        }
    }

    /** The sender has stored the next secret and listens for its tags. */
    record Confirm(Bytes proof) implements RatchetMessage {
        static final int TYPE = 2;

        public Confirm {
            proof.sized(PROOF_SIZE, "proof");
        }

        @Override
        public Bytes encode() {
            return new ByteWriter().u8(TYPE).bytes(proof).toBytes();
        }
    }

    /** The sender will send with nothing but the new secret. */
    record Done(Bytes proof) implements RatchetMessage {
        static final int TYPE = 3;

        public Done {
            proof.sized(PROOF_SIZE, "proof");
        }

        @Override
        public Bytes encode() {
            return new ByteWriter().u8(TYPE).bytes(proof).toBytes();
        }
    }
}
