package dialtone.signaling.descriptor;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.Address.IPv4;
import dialtone.signaling.descriptor.Address.IPv6;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a service can be reached, instead of a WebRTC description. {@code key}: what its users need of its keys, 0 to 64 bytes, by kind: an identity key, a WireGuard key, an
 * SSH host key. An endpoint is shown to the user and never connected to by itself.
 *
 * <pre>
 * form(1) = 3 | kind(4 bits) family(4 bits): 0 IPv4, 1 IPv6 | address(4 or 16) | port(2) | size of the key(1) | key
 * </pre>
 */
public record ServiceEndpoint(Kind kind, Address address, int port, Bytes key) {

    public enum Kind {
        TCP,
        VPN,
        SIP,
        SSH;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Beside the forms of {@link CredentialsForm}. */
    public static final int FORM = 3;

    public static final int LARGEST_KEY = 64;

    public ServiceEndpoint {
        Objects.requireNonNull(kind);
        if (!(address instanceof IPv4 || address instanceof IPv6)) {
            throw new MalformedException("address of a service", "IPv4 or IPv6", "a name");
        }
        if (port < 1 || port > 65_535) {
            throw new MalformedException("port of a service", "1 to 65535", String.valueOf(port));
        }
        if (key.size() > LARGEST_KEY) {
            throw new MalformedException("key of a service", "at most " + LARGEST_KEY + " bytes", key.toString());
        }
    }

    public Bytes encode() {
        int family = address instanceof IPv4 ? 0 : 1;
        return new ByteWriter()
                .u8(FORM)
                .u8(kind.ordinal() << 4 | family)
                .bytes(address.bytes())
                .u16(port)
                .u8(key.size())
                .bytes(key)
                .toBytes();
    }

    /** The reverse of {@link #encode}: what it takes, encodes to the same bytes again. */
    public static ServiceEndpoint decode(Bytes encoded) {
        ByteReader in = new ByteReader(encoded);
        int form = in.u8("form of a service endpoint");
        int kindAndFamily = in.u8("kind of a service");
        int kind = kindAndFamily >> 4;
        int family = kindAndFamily & 0x0f;
        if (form != FORM || kind >= Kind.values().length || family > 1) {
            throw new MalformedException(
                    "service endpoint",
                    "form 3, kind 0 to 3, family 0 or 1",
                    "form " + form + ", kind " + kind + ", family " + family);
        }
        Address address = family == 0
                ? new IPv4(in.take(IPv4.SIZE, "IPv4 address"))
                : new IPv6(in.take(IPv6.SIZE, "IPv6 address"));
        int port = in.u16("port of a service");
        Bytes key = in.take(in.u8("size of a key"), "key of a service");
        in.end("service endpoint");
        return new ServiceEndpoint(Kind.values()[kind], address, port, key);
    }

    /** For people who may see the address. */
    public String json() {
        return "{\"ip\":\"" + address.text() + "\",\"port\":" + port + ",\"kind\":\"" + kind.text() + "\",\"key\":\""
                + key.hex() + "\"}";
    }

    @Override
    public String toString() {
        return "ServiceEndpoint[" + kind.text() + ", redacted]";
    }
}
