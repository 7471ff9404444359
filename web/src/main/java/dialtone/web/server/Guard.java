package dialtone.web.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Decides about every request before Javalin sees it, so that pages, assets, errors and upgrades are covered alike. In this order:
 *
 * <ol>
 *   <li>Host is exactly one of our own names. A name that an attacker's DNS points here (rebinding) is not.
 *   <li>No OPTIONS, and never an Access-Control header: other origins get no say at all.
 *   <li>The path is plain, so that no second spelling of it escapes the rules below.
 *   <li>Whatever changes state, and the WebSocket, has our own origin; browsers send it, pages cannot forge it.
 *   <li>The API has the token; the WebSocket presents it in its first frame.
 * </ol>
 */
final class Guard extends Handler.Wrapper {

    /** Where {@link TabSocket} finds the {@link Connections.Visitor} of its request. */
    static final String VISITOR = "dialtone.visitor";

    private static final Pattern PLAIN_PATH = Pattern.compile("/|(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9]+)*)+");
    private static final Pattern BEARER = Pattern.compile("Bearer ([0-9a-f]{64})");
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Set<String> hosts;
    private final TokenGate gate;
    private final Connections connections;

    Guard(int port, TokenGate gate, Connections connections) {
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.gate = gate;
        this.connections = connections;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        SafetyHeaders.stamp(request);
        int refusal = refusal(request);
        if (refusal != 0) {
            refuse(refusal, "", response, callback);
            return true;
        }
        Connections.Visitor visitor = connections.heard(request);
        request.setAttribute(VISITOR, visitor);
        if (!path(request).startsWith(Routes.API)) {
            return super.handle(request, response, callback);
        }
        var verdict = gate.present(bearer(request));
        if (verdict.isDone()) {
            return admit(verdict.join(), visitor, request, response, callback);
        }
        var unused = verdict.thenAcceptAsync(
                v -> {
                    try {
                        if (!admit(v, visitor, request, response, callback)) {
                            Response.writeError(request, response, callback, 404);
                        }
                    } catch (Exception e) {
                        callback.failed(e);
                    }
                },
                getServer().getThreadPool());
        return true;
    }

    private boolean admit(
            TokenGate.Verdict verdict,
            Connections.Visitor visitor,
            Request request,
            Response response,
            Callback callback)
            throws Exception {
        switch (verdict) {
            case RIGHT -> {
                visitor.trust();
                return super.handle(request, response, callback);
            }
            case WRONG -> {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                String text =
                        "expected the header Authorization: Bearer and the token of the link that Dialtone printed";
                refuse(401, Problem.json("token", text), response, callback);
            }
            case TOO_MANY -> {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
                refuse(429, Problem.json("too-many", "too many wrong tokens: try again in 5 s"), response, callback);
            }
        }
        return true;
    }

    /** The status to refuse with, or 0. */
    private int refusal(Request request) {
        HttpFields headers = request.getHeaders();
        String method = request.getMethod();
        if (!hostIsOurs(request)) {
            return 403;
        }
        if (method.equals("OPTIONS")) {
            return 403;
        }
        if (!READING.contains(method) && !CHANGING.contains(method)) {
            return 405;
        }
        String path = path(request);
        if (!PLAIN_PATH.matcher(path).matches()) {
            return 400;
        }
        boolean upgrade = isUpgrade(headers);
        if (upgrade || CHANGING.contains(method)) {
            if (!originIsOurs(headers, single(headers, HttpHeader.HOST)) || !siteIsOurs(headers)) {
                return 403;
            }
        } else if (request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            return 400; // Our own page reads without a body; nobody shall make us wait for one.
        } else if (!maybeRead(path, headers)) {
            return 403;
        }
        if (path.equals(Routes.TAB)) {
            return upgrade && method.equals("GET") ? 0 : 426;
        }
        boolean known = path.equals(Routes.PAGE) || path.startsWith(Routes.ASSETS) || path.startsWith(Routes.API);
        return known && !upgrade ? 0 : 404;
    }

    private boolean hostIsOurs(Request request) {
        HttpURI uri = request.getHttpURI();
        String host = single(request.getHeaders(), HttpHeader.HOST);
        // The authority differs from Host when the request line names one of its own (absolute form).
        return hosts.contains(host)
                && host.equals(uri.getAuthority())
                && uri.getUser() == null
                && "http".equals(uri.getScheme());
    }

    /** Whatever Javalin might take for a WebSocket. Other upgrades (h2c) are ignored, as HTTP allows. */
    private static boolean isUpgrade(HttpFields headers) {
        return headers.contains(HttpHeader.SEC_WEBSOCKET_KEY)
                || headers.contains(HttpHeader.SEC_WEBSOCKET_VERSION)
                || headers.getValuesList(HttpHeader.UPGRADE).stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    private static boolean originIsOurs(HttpFields headers, String host) {
        return single(headers, HttpHeader.ORIGIN).equals("http://" + host);
    }

    /** Fetch metadata, from the browsers that send it. */
    private static boolean siteIsOurs(HttpFields headers) {
        return !headers.contains("Sec-Fetch-Site")
                || single(headers, "Sec-Fetch-Site").equals("same-origin");
    }

    /**
     * Reading changes nothing, and other origins cannot see what was read; still they have no business here. The page itself may be navigated to from anywhere, because
     * that is how a link works, but only as a whole tab.
     */
    private static boolean maybeRead(String path, HttpFields headers) {
        if (headers.contains(HttpHeader.ORIGIN) && !originIsOurs(headers, single(headers, HttpHeader.HOST))) {
            return false;
        }
        if (siteIsOurs(headers)) {
            return true;
        }
        boolean wholeTab = single(headers, "Sec-Fetch-Mode").equals("navigate")
                && single(headers, "Sec-Fetch-Dest").equals("document");
        return wholeTab
                && (path.equals(Routes.PAGE)
                        || single(headers, "Sec-Fetch-Site").equals("none"));
    }

    private static String bearer(Request request) {
        var matcher = BEARER.matcher(single(request.getHeaders(), HttpHeader.AUTHORIZATION));
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** The path as it was sent: decoding is what makes two spellings of one path. */
    private static String path(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    private static String single(HttpFields headers, HttpHeader name) {
        return single(headers, name.asString());
    }

    /** The value of a header that stands there exactly once; otherwise what matches nothing. */
    private static String single(HttpFields headers, String name) {
        List<String> values = headers.stream()
                .filter(field -> field.getLowerCaseName().equals(name.toLowerCase(Locale.ROOT)))
                .map(field -> field.getValue() == null ? "" : field.getValue())
                .toList();
        return values.size() == 1 ? values.get(0) : "";
    }

    private static void refuse(int status, String json, Response response, Callback callback) {
        response.setStatus(status);
        // A stranger's connection is not worth keeping, and what it was still about to send need not be read.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        if (!json.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        }
        response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
