package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.MalformedException;
import dialtone.signaling.UnknownVersionException;
import java.util.Map;
import java.util.TreeMap;

/** What the code does with the inputs of each kind of vector. */
final class Kinds {

    @FunctionalInterface
    interface Kind {
        ObjectNode output(Inputs in);
    }

    private static final Map<String, Kind> ALL = new TreeMap<>();

    static {
        IdentityKinds.all().forEach(ALL::put);
        DescriptorKinds.all().forEach(ALL::put);
        IntroductionKinds.all().forEach(ALL::put);
        ReunionKinds.all().forEach(ALL::put);
        LinkKinds.all().forEach(ALL::put);
    }

    private Kinds() {}

    /** The result in the form in which {@link Vector} states it. */
    static ObjectNode run(String kind, ObjectNode inputs) {
        Kind does = ALL.get(kind);
        if (does == null) {
            throw new IllegalArgumentException("no such kind of vector: " + kind);
        }
        try {
            return Vector.expected(does.output(new Inputs(inputs)));
        } catch (MalformedException malformed) {
            return Vector.error("MALFORMED");
        } catch (UnknownVersionException newer) {
            return Vector.error("UNKNOWN_VERSION");
        } catch (Refusal refusal) {
            return Vector.error(refusal.getMessage());
        }
    }
}
