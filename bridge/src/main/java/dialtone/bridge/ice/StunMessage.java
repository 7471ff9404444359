package dialtone.bridge.ice;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A STUN message (RFC 8489, section 5):
 *
 * <pre>
 * type(2) | length(2) of what follows the header | magic cookie(4) | transaction(12) | attributes: type(2), length(2), value, padding to 4
 * </pre>
 *
 * <p>Ours end with MESSAGE-INTEGRITY where there is a key. That of a server's is not checked: nothing but the words for the user depends on what it says.
 */
record StunMessage(int type, Bytes transaction, List<Attribute> attributes) {

    record Attribute(int type, Bytes value) {
        @Override
        public String toString() {
            return "Attribute[type=" + type + ", redacted]";
        }
    }

    static final int BINDING = 0x0001;
    static final int ALLOCATE = 0x0003;
    static final int REFRESH = 0x0004;
    static final int CREATE_PERMISSION = 0x0008;
    static final int SEND = 0x0016;
    static final int DATA_INDICATION = 0x0017;
    static final int SUCCESS = 0x0100;
    static final int ERROR = 0x0110;

    static final int USERNAME = 0x0006;
    static final int ERROR_CODE = 0x0009;
    static final int LIFETIME = 0x000d;
    static final int XOR_PEER_ADDRESS = 0x0012;
    static final int DATA = 0x0013;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int XOR_RELAYED_ADDRESS = 0x0016;
    static final int REQUESTED_TRANSPORT = 0x0019;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int MESSAGE_INTEGRITY = 0x0008;

    /** More than any server sends, and what fits in one packet. */
    static final int LONGEST = 1500;

    static final int TRANSACTION_SIZE = 12;
    private static final int HEADER_SIZE = 2 + 2 + 4 + TRANSACTION_SIZE;
    private static final long COOKIE = 0x2112a442L;
    private static final int INTEGRITY_SIZE = 4 + 20;

    StunMessage {
        attributes = List.copyOf(attributes);
    }

    static StunMessage parse(Bytes packet) {
        ByteReader in = new ByteReader(packet);
        int type = in.u16("type of a STUN message");
        int length = in.u16("length of a STUN message");
        long cookie = in.u32("magic cookie");
        if (type >= 0x4000 || cookie != COOKIE || length != packet.size() - HEADER_SIZE) {
            throw new MalformedException(
                    "STUN message",
                    "a type below 4000, the cookie 2112a442 and a length of " + (packet.size() - HEADER_SIZE),
                    "%04x, %08x and %d".formatted(type, cookie, length));
        }
        Bytes transaction = in.take(TRANSACTION_SIZE, "transaction");
        List<Attribute> attributes = new ArrayList<>();
        while (in.left() > 0) {
            int attribute = in.u16("attribute");
            int size = in.u16("length of an attribute");
            attributes.add(new Attribute(attribute, in.take(size, "attribute")));
            in.take(-size & 3, "padding");
        }
        return new StunMessage(type, transaction, attributes);
    }

    Bytes encode(Optional<Bytes> key) {
        ByteWriter body = new ByteWriter();
        for (Attribute attribute : attributes) {
            int size = attribute.value().size();
            body.u16(attribute.type()).u16(size).bytes(attribute.value()).bytes(Bytes.of(new byte[-size & 3]));
        }
        Bytes written = body.toBytes();
        int length = written.size() + (key.isPresent() ? INTEGRITY_SIZE : 0);
        Bytes unsigned = new ByteWriter()
                .u16(type)
                .u16(length)
                .u32(COOKIE)
                .bytes(transaction)
                .bytes(written)
                .toBytes();
        return key.map(secret -> new ByteWriter()
                        .bytes(unsigned)
                        .u16(MESSAGE_INTEGRITY)
                        .u16(INTEGRITY_SIZE - 4)
                        .bytes(hmacSha1(secret, unsigned))
                        .toBytes())
                .orElse(unsigned);
    }

    Optional<Bytes> find(int attribute) {
        return attributes.stream()
                .filter(each -> each.type() == attribute)
                .map(Attribute::value)
                .findFirst();
    }

    /** 401 and the like, 0 where there is none. */
    int errorCode() {
        return find(ERROR_CODE)
                .filter(value -> value.size() >= 4)
                .map(value -> (value.at(2) & 7) * 100 + (value.at(3) & 0xff))
                .orElse(0);
    }

    /** RFC 8489, section 14.2: zero(1) | family(1) | port(2) | address(4 or 16), the last two XORed with cookie and transaction. */
    Optional<InetSocketAddress> address(int attribute) {
        return find(attribute).map(value -> {
            ByteReader in = new ByteReader(value);
            int family = in.u16("family of an address");
            int port = in.u16("port") ^ (int) (COOKIE >>> 16);
            Bytes ip = in.take(in.left(), "address");
            if (family != 1 && family != 2 || ip.size() != (family == 1 ? 4 : 16)) {
                throw new MalformedException(
                        "address in a STUN message",
                        "family 1 with 4 bytes or 2 with 16",
                        family + " with " + ip.size());
            }
            return socketAddress(masked(ip), port);
        });
    }

    static Attribute address(int attribute, InetSocketAddress address, Bytes transaction) {
        Bytes ip = Bytes.of(address.getAddress().getAddress());
        StunMessage mask = new StunMessage(0, transaction, List.of());
        return new Attribute(
                attribute,
                new ByteWriter()
                        .u16(ip.size() == 4 ? 1 : 2)
                        .u16(address.getPort() ^ (int) (COOKIE >>> 16))
                        .bytes(mask.masked(ip))
                        .toBytes());
    }

    private Bytes masked(Bytes ip) {
        Bytes mask = new ByteWriter().u32(COOKIE).bytes(transaction).toBytes();
        byte[] out = ip.toArray();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= mask.at(i);
        }
        return Bytes.of(out);
    }

    private static InetSocketAddress socketAddress(Bytes ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip.toArray()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static Bytes hmacSha1(Bytes key, Bytes message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key.toArray(), "HmacSHA1"));
            return Bytes.of(mac.doFinal(message.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA1", e);
        }
    }
}
