package dialtone.web.server;

import dialtone.bridge.tab.TabPort;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;

/** The WebSocket {@link Routes#TAB}: gives every socket its {@link BrowserTab}. {@link Guard} has checked Host and Origin; the token comes in the first frame. */
final class TabSocket {

    private static final String TAB = "dialtone.tab";
    private static final long PING_SECONDS = 20;

    private final TabCodec codec = new TabCodec();
    private final TabPort port;
    private final TokenGate gate;
    private final ScheduledExecutorService timer;

    TabSocket(TabPort port, TokenGate gate, ScheduledExecutorService timer) {
        this.port = port;
        this.gate = gate;
        this.timer = timer;
    }

    void configure(WsConfig ws) {
        ws.onConnect(ctx -> {
            Connections.Visitor visitor = ctx.attribute(Guard.VISITOR);
            BrowserTab tab = new BrowserTab(ctx.session, codec, port, gate, timer, () -> {
                visitor.trust();
                ctx.enableAutomaticPings(PING_SECONDS, TimeUnit.SECONDS);
            });
            ctx.attribute(TAB, tab);
            tab.opened();
        });
        ws.onMessage(ctx -> tab(ctx).heard(ctx.message()));
        ws.onBinaryMessage(ctx -> ctx.session.close(StatusCode.BAD_DATA, "text only", Callback.NOOP));
        // An error is followed by a close; there is nothing to do before it.
        ws.onClose(ctx -> tab(ctx).gone());
    }

    private static BrowserTab tab(WsContext ctx) {
        return ctx.attribute(TAB);
    }
}
