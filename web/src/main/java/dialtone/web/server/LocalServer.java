package dialtone.web.server;

import dialtone.bridge.tab.TabPort;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running web server: Jetty with our {@link Guard} around Javalin. Made and started by {@link #start}, ended by {@link #close}. */
public final class LocalServer implements AutoCloseable {

    private static final int HEADER_LIMIT = 8 * 1024;
    private static final int MAX_THREADS = 32;
    private static final Duration IDLE_HTTP = Connections.PATIENCE;
    private static final Duration IDLE_TAB = Duration.ofSeconds(60);

    private final int port;
    private final Javalin javalin;
    private final ScheduledExecutorService timer;

    private LocalServer(int port, Javalin javalin, ScheduledExecutorService timer) {
        this.port = port;
        this.javalin = javalin;
        this.timer = timer;
    }

    /** {@code listening}: from {@link LoopbackPort}; the server closes it. {@code release}: the program's version, as the page shows it. */
    public static LocalServer start(
            ServerSocketChannel listening, Token token, BridgeApi bridge, TabPort tabs, String release)
            throws IOException {
        int port = listening.socket().getLocalPort();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "web-timer");
            thread.setDaemon(true);
            return thread;
        });
        TokenGate gate = new TokenGate(token, timer);
        Connections connections = new Connections(System::nanoTime);
        Guard guard = new Guard(port, gate, connections);
        TabSocket socket = new TabSocket(tabs, gate, timer);

        Javalin javalin = Javalin.create(config -> {
            limit(config);
            config.jetty.threadPool = threads();
            config.jetty.modifyServer(server -> {
                server.setHandler(guard);
                server.setErrorHandler(new BareErrors());
            });
            config.jetty.modifyServletContextHandler(context -> {
                context.setErrorHandler(new BareErrors());
                // Javalin makes a session for every upgrade; it must neither set a cookie nor stay.
                context.getSessionHandler().setUsingCookies(false);
                context.getSessionHandler().setMaxInactiveInterval((int) IDLE_TAB.toSeconds());
            });
            config.jetty.addConnector((server, http) -> connector(server, http, listening, connections));
            TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
            config.fileRenderer((file, model, ctx) -> {
                StringOutput html = new StringOutput();
                templates.render(file, Map.<String, Object>copyOf(model), html);
                return html.toString();
            });
            Routes.add(config.routes, new Api(bridge, release), new LinkRoutes(bridge), socket, bridge, release);
        });
        javalin.start();
        var unused = timer.scheduleWithFixedDelay(connections::sweep, 1, 1, TimeUnit.SECONDS);
        return new LocalServer(port, javalin, timer);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        javalin.stop();
        timer.shutdownNow();
    }

    private static void limit(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = StrictJson.LIMIT;
        config.http.asyncTimeout = IDLE_HTTP.toMillis();
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE; // nothing to gain on loopback
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_LIMIT);
            http.setUriCompliance(UriCompliance.RFC3986);
            http.setSendServerVersion(false);
        });
        config.jetty.modifyWebSocketServletFactory(sockets -> {
            sockets.setMaxTextMessageSize(StrictJson.LIMIT);
            sockets.setMaxFrameSize(StrictJson.LIMIT);
            sockets.setMaxBinaryMessageSize(1);
            sockets.setIdleTimeout(IDLE_TAB);
        });
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("web");
        return threads;
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ServerSocketChannel listening, Connections connections) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setIdleTimeout(IDLE_HTTP.toMillis());
        connector.addBean(connections);
        try {
            connector.open(listening);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }
}
