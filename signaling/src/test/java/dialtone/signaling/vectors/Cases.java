package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The vectors of one file, as they are thought up: for what is refused the error is stated here, and the code must agree. */
final class Cases {

    private final List<Vector> vectors = new ArrayList<>();

    /** Returns the output, for what builds on it. */
    Inputs accepted(String name, String kind, ObjectNode inputs) {
        ObjectNode result = Kinds.run(kind, inputs);
        if (!result.has(Vector.EXPECTED)) {
            throw new IllegalStateException(name + " is refused: " + result);
        }
        vectors.add(new Vector(name, kind, inputs, result));
        return new Inputs(result.get(Vector.EXPECTED));
    }

    void refused(String error, String name, String kind, ObjectNode inputs) {
        vectors.add(new Vector(name, kind, inputs, Vector.error(error)));
    }

    List<Vector> vectors() {
        return List.copyOf(vectors);
    }
}
