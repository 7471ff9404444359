package dialtone.signaling.frame;

import dialtone.signaling.Bytes;
import java.util.List;

/** A frame field by field, in the order of its bytes. */
public record Explanation(List<Field> fields) {

    public Explanation {
        fields = List.copyOf(fields);
    }

    /** {@code offset}: in the payload, or, when {@code sealed}, in what was sealed. {@code meaning}: for people. */
    public record Field(String name, int offset, boolean sealed, Bytes bytes, String meaning) {

        /** Without the meaning: of a sealed field it tells passwords and addresses, for people who may see them. */
        @Override
        public String toString() {
            return "Field[" + name + ", " + bytes + "]";
        }
    }
}
