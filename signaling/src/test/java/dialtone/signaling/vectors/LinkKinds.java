package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.link.Hello;
import dialtone.signaling.reunion.Generation;
import dialtone.signaling.reunion.PairState;
import dialtone.signaling.reunion.Ratchet;
import dialtone.signaling.reunion.RatchetMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sections 9 and 12: what is said over an open link. */
final class LinkKinds {

    private LinkKinds() {}

    static Map<String, Kinds.Kind> all() {
        return Map.of(
                "hello", LinkKinds::hello,
                "read ratchet message", LinkKinds::readRatchetMessage,
                "ratchet", LinkKinds::ratchet);
    }

    private static ObjectNode hello(Inputs in) {
        List<Bytes> sends = new ArrayList<>();
        Hello.Connection connection = new Hello.Connection(
                in.key("friend"),
                in.bytes("our_fingerprint"),
                in.bytes("their_fingerprint"),
                in.bytes("invitation_id"));
        Hello.Step step = Hello.start(in.person(), connection, in.random());
        step.send().ifPresent(sends::add);
        for (Bytes message : in.list("receives")) {
            step = step.next().on(message);
            step.send().ifPresent(sends::add);
        }
        if (step.next() instanceof Hello.Refused) {
            throw new Refusal(Refusal.REFUSED);
        }
        return Inputs.of("sends", sends, "state", step.next().getClass().getSimpleName());
    }

    private static ObjectNode readRatchetMessage(Inputs in) {
        RatchetMessage message = RatchetMessage.decode(in.bytes("message"));
        if (message instanceof RatchetMessage.Have have) {
            return Inputs.of("type", "Have", "generations", have.generations(), "random", have.random());
        }
        return message instanceof RatchetMessage.Confirm confirm
                ? Inputs.of("type", "Confirm", "proof", confirm.proof())
                : Inputs.of("type", "Done", "proof", ((RatchetMessage.Done) message).proof());
    }

    private static ObjectNode ratchet(Inputs in) {
        PairState state = PairState.introduced(ReunionKinds.side(in, "side"), ReunionKinds.secret(in));
        Ratchet.Turn turn = Ratchet.start(state, in.random());
        List<RatchetMessage> sends = new ArrayList<>(turn.send());
        for (Bytes message : in.list("receives")) {
            turn = turn.next().on(RatchetMessage.decode(message));
            sends.addAll(turn.send());
        }
        PairState after = turn.next().state();
        ObjectNode output = Inputs.of(
                "sends", sends.stream().map(RatchetMessage::encode).toList(),
                "current", after.current().secret().bytes());
        after.previous().map(LinkKinds::secret).ifPresent(secret -> output.put("previous", secret));
        after.next().map(LinkKinds::secret).ifPresent(secret -> output.put("next", secret));
        return output.put("lost", turn.next().lost());
    }

    private static String secret(Generation generation) {
        return generation.secret().bytes().hex();
    }
}
