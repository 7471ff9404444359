package dialtone.web.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.List;

/** The API's handlers. They read the request strictly and leave the rest to the {@link BridgeApi}. */
final class Api {

    record NewFriend(String card, String name) {}

    record Hex(String hex) {}

    record Unlocking(String passphrase) {
        @Override
        public String toString() {
            return "Unlocking[redacted]";
        }
    }

    /** Empty: none. */
    record PassphraseChange(String current, String fresh) {
        @Override
        public String toString() {
            return "PassphraseChange[redacted]";
        }
    }

    record Suggestion(String passphrase) {
        @Override
        public String toString() {
            return "Suggestion[redacted]";
        }
    }

    record Health(String release, String network, ToBrowser.NodeView node) {}

    private final BridgeApi bridge;
    private final String release;
    private final JsonBodies json = new JsonBodies();

    Api(BridgeApi bridge, String release) {
        this.bridge = bridge;
        this.release = release;
    }

    void health(Context ctx) {
        answer(ctx, new Health(release, bridge.card().network(), bridge.node()));
    }

    void owner(Context ctx) {
        answer(ctx, bridge.owner());
    }

    void unlock(Context ctx) {
        try (Passphrase passphrase = typed(body(ctx, Unlocking.class).passphrase())) {
            bridge.unlock(passphrase);
        }
        ctx.status(204);
    }

    void setPassphrase(Context ctx) {
        PassphraseChange change = body(ctx, PassphraseChange.class);
        try (Passphrase current = typed(change.current());
                Passphrase fresh = typed(change.fresh())) {
            bridge.setPassphrase(current, fresh);
        }
        ctx.status(204);
    }

    void suggestPassphrase(Context ctx) {
        try (Passphrase suggested = Passphrase.generate(new SecureRandom())) {
            answer(ctx, new Suggestion(suggested.text()));
        }
    }

    void setServers(Context ctx) {
        bridge.setIce(IceJson.settings(object(ctx)));
        ctx.status(204);
    }

    record Checked(List<BridgeApi.Finding> findings) {}

    void checkConnection(Context ctx) {
        answer(ctx, new Checked(bridge.checkConnection()));
    }

    private static Passphrase typed(String text) {
        return Passphrase.of(text.toCharArray());
    }

    void card(Context ctx) {
        answer(ctx, bridge.card());
    }

    void friends(Context ctx) {
        answer(ctx, bridge.friends());
    }

    void addFriend(Context ctx) {
        NewFriend friend = body(ctx, NewFriend.class);
        answer(ctx.status(201), bridge.addFriend(friend.card(), friend.name()));
    }

    void removeFriend(Context ctx) {
        bridge.removeFriend(JsonBodies.friend(ctx.pathParam("id")));
        ctx.status(204);
    }

    void inspect(Context ctx) {
        answer(ctx, bridge.inspect(body(ctx, Hex.class).hex()));
    }

    private <R extends Record> R body(Context ctx, Class<R> type) {
        return json.body(ctx, type);
    }

    private ObjectNode object(Context ctx) {
        return json.object(ctx);
    }

    private void answer(Context ctx, Object value) {
        json.answer(ctx, value);
    }
}
