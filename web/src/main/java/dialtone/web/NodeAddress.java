package dialtone.web;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host:port}; an IPv6 address stands in brackets. A name is not looked up here: behind a proxy, only the proxy may. */
final class NodeAddress implements ITypeConverter<InetSocketAddress> {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9.-]+)):(\\d{1,5})");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    @Override
    public InetSocketAddress convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()
                || Integer.parseInt(matcher.group(3)) > 65_535
                || Integer.parseInt(matcher.group(3)) == 0) {
            throw new TypeConversionException(
                    "expected host:port, such as 127.0.0.1:18444 or [::1]:18444, got " + text);
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        int port = Integer.parseInt(matcher.group(3));
        boolean literal = matcher.group(1) != null || IPV4.matcher(host).matches();
        return literal ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
    }
}
