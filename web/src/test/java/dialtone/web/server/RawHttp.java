package dialtone.web.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Requests as bytes: what no HTTP client would send. */
final class RawHttp {

    private static final int TIMEOUT_MS = 20_000;

    record Answer(int status, List<String> headers, String body) {

        boolean has(String name) {
            return headers.stream()
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"));
        }

        String header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** {@code lines}: the request line and the headers; the connection is closed after the answer. */
    Answer send(String... lines) throws IOException {
        return sendWithBody("", lines);
    }

    Answer sendWithBody(String body, String... lines) throws IOException {
        String head = String.join("\r\n", lines) + "\r\n" + (body.isEmpty() ? "" : length(body)) + "\r\n";
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            } catch (SocketException e) {
                // Refused before we had finished: the answer is what counts.
            }
            return read(socket.getInputStream());
        }
    }

    private static String length(String body) {
        return "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
    }

    /** Status 0: closed without an answer. */
    static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int headEnd = -1;
        int wanted = Integer.MAX_VALUE;
        while (headEnd < 0 || bytes.size() < wanted) {
            int b;
            try {
                b = in.read();
            } catch (SocketException e) {
                break;
            }
            if (b < 0) {
                break;
            }
            bytes.write(b);
            if (headEnd < 0 && endsHead(bytes.toByteArray())) {
                headEnd = bytes.size();
                Answer head = parse(bytes.toString(StandardCharsets.UTF_8));
                String length = head.header("Content-Length");
                wanted = head.status() == 101 || head.status() == 204 || head.status() == 304
                        ? headEnd
                        : length.isEmpty() ? wanted : headEnd + Integer.parseInt(length);
            }
        }
        return parse(bytes.toString(StandardCharsets.UTF_8));
    }

    private static boolean endsHead(byte[] bytes) {
        int n = bytes.length;
        return n >= 4 && bytes[n - 4] == '\r' && bytes[n - 3] == '\n' && bytes[n - 2] == '\r' && bytes[n - 1] == '\n';
    }

    private static Answer parse(String text) {
        if (text.isEmpty()) {
            return new Answer(0, List.of(), "");
        }
        String[] parts = text.split("\r\n\r\n", 2);
        String[] head = parts[0].split("\r\n");
        int status = Integer.parseInt(head[0].split(" ")[1]);
        return new Answer(status, Stream.of(head).skip(1).toList(), parts.length > 1 ? parts[1] : "");
    }
}
