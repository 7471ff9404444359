package dialtone.web.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Errors that no route has worded, such as a request that is no HTTP: the status and nothing else, with the headers that {@link Guard} could not add. */
final class BareErrors implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SafetyHeaders.put(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(true, ByteBuffer.allocate(0), callback);
        return true;
    }
}
