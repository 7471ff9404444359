package dialtone.web.server;

import java.io.IOException;
import java.security.SecureRandom;

/** A server on a free port in front of a {@link FakeBridge}. */
final class Running implements AutoCloseable {

    final FakeBridge bridge = new FakeBridge();
    final Token token = Token.random(new SecureRandom());
    final LocalServer server;
    final RawHttp http;

    Running() throws IOException {
        server = LocalServer.start(LoopbackPort.listen(0), token, bridge, bridge, "0.1.0-test");
        http = new RawHttp(server.port());
    }

    int port() {
        return server.port();
    }

    String host() {
        return "127.0.0.1:" + port();
    }

    String origin() {
        return "http://" + host();
    }

    @Override
    public void close() {
        server.close();
    }
}
