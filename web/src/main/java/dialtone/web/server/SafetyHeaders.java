package dialtone.web.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;

/** The headers of every response, whoever wrote it. */
final class SafetyHeaders {

    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'");

    static final String CACHE_CONTROL = "Cache-Control";

    /** For what is found elsewhere once it changes ({@link Assets}). */
    static final String FOREVER = "max-age=31536000, immutable";

    private static final Map<String, String> ALWAYS = always();

    private SafetyHeaders() {}

    private static Map<String, String> always() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Frame-Options", "DENY");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put(
                "Permissions-Policy",
                "camera=(self), microphone=(self), display-capture=(self), geolocation=(), hid=(), midi=(),"
                        + " payment=(), serial=(), usb=()");
        return Map.copyOf(headers);
    }

    /** Puts the headers on at the last moment, when no error handler can clear them any more. */
    static void stamp(Request request) {
        request.addHttpStreamWrapper(stream -> new HttpStream.Wrapper(stream) {
            @Override
            public void prepareResponse(HttpFields.Mutable headers) {
                put(headers);
                super.prepareResponse(headers);
            }
        });
    }

    /** What nobody called {@link #FOREVER} must not be kept at all. */
    static void put(HttpFields.Mutable headers) {
        ALWAYS.forEach(headers::put);
        if (!FOREVER.equals(headers.get(CACHE_CONTROL))) {
            headers.put(CACHE_CONTROL, "no-store");
        }
    }
}
