package dialtone.web.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dialtone.bridge.tab.ToBrowser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A tab: a WebSocket client with our origin. */
final class TabClient implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final ObjectMapper mapper = new ObjectMapper();
    private final WebSocket socket;

    TabClient(Running running) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", running.origin())
                .buildAsync(URI.create("ws://" + running.host() + "/tab"), this)
                .join();
    }

    static String hello(Running running) {
        return hello(ToBrowser.VERSION, running.token.hex());
    }

    static String hello(int version, String token) {
        return "{\"type\":\"hello\",\"version\":" + version + ",\"token\":\"" + token + "\"}";
    }

    TabClient say(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    WebSocket socket() {
        return socket;
    }

    JsonNode next() throws InterruptedException {
        JsonNode message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("expected a message, got none in 20 s");
        }
        return message;
    }

    /** The close code; 1006 when the connection broke. */
    int closeCode() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                messages.add(mapper.readTree(partial.toString()));
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
