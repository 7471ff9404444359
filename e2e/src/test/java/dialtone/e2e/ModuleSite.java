package dialtone.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Properties;

/** Serves the modules of a test folder, and WebJars under {@code /webjars/NAME/}. On a loopback address, where a page may use WebCrypto. */
final class ModuleSite implements AutoCloseable {

    private static final String WEBJARS = "/webjars/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json");

    private final HttpServer server;
    private final String folder;

    /** {@code folder}: beside this class, among the test's resources. */
    ModuleSite(String folder) {
        this.folder = folder;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange;
                InputStream found = path.startsWith(WEBJARS) ? webJar(path) : ours(path)) {
            byte[] body = found == null ? new byte[0] : found.readAllBytes();
            String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), TYPES.get("html"));
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(found == null ? 404 : 200, empty ? -1 : body.length);
            if (!empty) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private InputStream ours(String path) {
        return ModuleSite.class.getResourceAsStream(folder + (path.equals("/") ? "/index.html" : path));
    }

    /** A WebJar has its version in its paths; the pages know none. */
    private static InputStream webJar(String path) throws IOException {
        String[] nameAndFile = path.substring(WEBJARS.length()).split("/", 2);
        String about = "/META-INF/maven/org.webjars.npm/" + nameAndFile[0] + "/pom.properties";
        try (InputStream properties = ModuleSite.class.getResourceAsStream(about)) {
            if (properties == null || nameAndFile.length < 2) {
                return null;
            }
            Properties pom = new Properties();
            pom.load(properties);
            return ModuleSite.class.getResourceAsStream("/META-INF/resources/webjars/" + nameAndFile[0] + "/"
                    + pom.getProperty("version") + "/" + nameAndFile[1]);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
