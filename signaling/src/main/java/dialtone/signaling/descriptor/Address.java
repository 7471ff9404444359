package dialtone.signaling.descriptor;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where a candidate can be reached. {@link #text} is for an SDP; {@link Object#toString} redacts, because an address tells where a person is. */
public sealed interface Address {

    /** As it stands in an SDP. */
    String text();

    Bytes bytes();

    /**
     * Reads an address out of an SDP without ever asking a resolver. Empty for a name other than {@code <uuid>.local} (RFC 8828 names are made by browsers and always
     * of that form): looking up a name that a stranger chose would tell him that we did.
     */
    static Optional<Address> parse(String text) {
        if (text.indexOf(':') >= 0) {
            return Optional.of(new IPv6(AddressText.parseV6(text)));
        }
        if (AddressText.looksLikeV4(text)) {
            return Optional.of(new IPv4(AddressText.parseV4(text)));
        }
        return Mdns.NAME.matcher(text).matches()
                ? Optional.of(new Mdns(UUID.fromString(text.substring(0, Mdns.UUID_CHARACTERS))))
                : Optional.empty();
    }

    record IPv4(Bytes bytes) implements Address {
        public static final int SIZE = 4;

        public IPv4 {
            bytes.sized(SIZE, "IPv4 address");
        }

        @Override
        public String text() {
            return AddressText.v4(bytes);
        }

        @Override
        public String toString() {
            return "IPv4[redacted]";
        }
    }

    record IPv6(Bytes bytes) implements Address {
        public static final int SIZE = 16;

        public IPv6 {
            bytes.sized(SIZE, "IPv6 address");
        }

        @Override
        public String text() {
            return AddressText.v6(bytes);
        }

        @Override
        public String toString() {
            return "IPv6[redacted]";
        }
    }

    /** A name that a browser announces in its own network instead of an address. */
    record Mdns(UUID uuid) implements Address {
        public static final int SIZE = 16;

        static final int UUID_CHARACTERS = 36;
        static final Pattern NAME =
                Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\.local", Pattern.CASE_INSENSITIVE);

        static Mdns of(Bytes bytes) {
            String hex = bytes.sized(SIZE, "mDNS name").hex();
            return new Mdns(UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")));
        }

        @Override
        public String text() {
            return uuid + ".local";
        }

        @Override
        public Bytes bytes() {
            return Bytes.fromHex(uuid.toString().replace("-", ""));
        }

        @Override
        public String toString() {
            return "Mdns[redacted]";
        }
    }

    static Address ipv4(String text) {
        return new IPv4(AddressText.parseV4(text));
    }

    static Address ipv6(String text) {
        return new IPv6(AddressText.parseV6(text));
    }

    /** Refuses everything but an IPv4 or IPv6 literal. */
    static Address ip(String text) {
        return parse(text)
                .filter(address -> !(address instanceof Mdns))
                .orElseThrow(() -> new MalformedException(
                        "address", "an IPv4 or IPv6 address", text.length() + " other characters"));
    }
}
