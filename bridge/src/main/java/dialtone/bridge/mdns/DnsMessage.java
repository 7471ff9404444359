package dialtone.bridge.mdns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The part of DNS (RFC 1035, section 4) that resolving a name needs: questions out, addresses in.
 *
 * <pre>
 * message  = id(2) | flags(2) | questions(2) | answers(2) | authorities(2) | additionals(2) | question* | record*
 * question = name | type(2) | class(2)
 * record   = name | type(2) | class(2) | ttl(4) | length(2) | data(length)
 * name     = (length(1) | label(length))* | 0    or ends in a pointer: 11 and 14 bits of offset
 * </pre>
 */
final class DnsMessage {
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE_AND_RCODE = 0x780f; // zero in multicast DNS: RFC 6762, sections 18.3 and 18.11
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int TYPE_ANY = 255;
    private static final int CLASS_IN = 1;
    private static final int CACHE_FLUSH = 0x8000; // RFC 6762, section 10.2: shares the field of the class

    private static final int MAX_RECORDS = 200;
    private static final int MAX_NAME_CHARS = 255;
    private static final int MAX_LABEL_BYTES = 63;
    private static final int MAX_POINTERS = 10;

    /** {@code name} in small letters and without a final dot. */
    record Address(String name, InetAddress address) {}

    private DnsMessage() {}

    /**
     * Asks for every record of a name. Chromium answers type ANY at once; A and AAAA one after the other run into its limit of one answer a
     * second for the same name. It does not answer a message with two questions at all.
     */
    static byte[] query(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeInt16(out, 0); // id: zero in multicast, RFC 6762, section 18.1
        writeInt16(out, 0);
        writeInt16(out, 1);
        writeInt16(out, 0);
        writeInt16(out, 0);
        writeInt16(out, 0);
        writeName(out, name);
        writeInt16(out, TYPE_ANY);
        writeInt16(out, CLASS_IN);
        return out.toByteArray();
    }

    static void writeName(ByteArrayOutputStream out, String name) {
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length == 0 || bytes.length > MAX_LABEL_BYTES) {
                throw new IllegalArgumentException("expected labels of 1 to " + MAX_LABEL_BYTES + " bytes in " + name);
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
    }

    static void writeInt16(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    /** The address records of a response; none of a query. */
    static List<Address> addresses(ByteBuffer message) throws MalformedDns {
        ByteBuffer in = message.slice();
        try {
            return read(in);
        } catch (BufferUnderflowException truncated) {
            throw new MalformedDns("truncated after " + in.limit() + " bytes");
        }
    }

    private static List<Address> read(ByteBuffer in) throws MalformedDns {
        readInt16(in); // id: not used in multicast
        int flags = readInt16(in);
        if ((flags & RESPONSE) == 0 || (flags & OPCODE_AND_RCODE) != 0) {
            return List.of();
        }
        int questions = readInt16(in);
        int records = readInt16(in) + readInt16(in) + readInt16(in);
        if (questions + records > MAX_RECORDS) {
            throw new MalformedDns("expected at most " + MAX_RECORDS + " records, got " + (questions + records));
        }
        for (int i = 0; i < questions; i++) {
            readName(in);
            readInt16(in);
            readInt16(in);
        }
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            readRecord(in, addresses);
        }
        return addresses;
    }

    private static void readRecord(ByteBuffer in, List<Address> addresses) throws MalformedDns {
        String name = readName(in);
        int type = readInt16(in);
        int recordClass = readInt16(in) & ~CACHE_FLUSH;
        in.getInt(); // ttl: asked anew for every offer
        int length = readInt16(in);
        if (length > in.remaining()) {
            throw new MalformedDns("a record of " + length + " bytes, where " + in.remaining() + " are left");
        }
        byte[] data = new byte[length];
        in.get(data);
        if (recordClass != CLASS_IN || type != TYPE_A && type != TYPE_AAAA) {
            return;
        }
        int expected = type == TYPE_A ? 4 : 16;
        if (length != expected) {
            throw new MalformedDns("expected an address of " + expected + " bytes, got " + length);
        }
        try {
            addresses.add(new Address(name, InetAddress.getByAddress(data)));
        } catch (UnknownHostException impossible) {
            throw new MalformedDns("an address of " + length + " bytes");
        }
    }

    /** Pointers go back only, each further than the one before, so no name can loop. */
    private static String readName(ByteBuffer in) throws MalformedDns {
        StringBuilder name = new StringBuilder();
        int end = -1; // where the record goes on, once a pointer was followed
        int earliest = in.position();
        for (int pointers = 0; ; ) {
            int length = Byte.toUnsignedInt(in.get());
            if (length == 0) {
                break;
            }
            if (length >= 0xc0) {
                int target = (length & 0x3f) << 8 | Byte.toUnsignedInt(in.get());
                if (target >= earliest || ++pointers > MAX_POINTERS) {
                    throw new MalformedDns("a name points to " + target + ", expected before " + earliest);
                }
                end = end < 0 ? in.position() : end;
                earliest = target;
                in.position(target);
            } else if (length > MAX_LABEL_BYTES || length > in.remaining()) {
                throw new MalformedDns("a label of " + length + " bytes");
            } else {
                byte[] label = new byte[length];
                in.get(label);
                name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
                if (name.length() > MAX_NAME_CHARS) {
                    throw new MalformedDns("a name of more than " + MAX_NAME_CHARS + " characters");
                }
            }
        }
        if (end >= 0) {
            in.position(end);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private static int readInt16(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }
}
