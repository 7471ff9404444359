package dialtone.signaling.frame;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.OneTimeBox;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ServiceEndpoint;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What is sealed in an introduction frame. {@code who}: the inviter's identity key in an invitation, the invitation's id in an acceptance. {@code descriptor}: encoded.
 *
 * <pre>
 * head(1) | who(33 or 16) | expiry(3) | descriptor without its first byte | [80, then zeros] | challenge signature(64)
 *
 * head, from the highest bit: zero(1) | quiet(1), of an invitation with a descriptor | zero(1) | padded(1) | form of the credentials(2) | message type(2)
 * expiry: seconds after 00:00 UTC of the day whose key the frame is addressed to
 * </pre>
 */
record Content(MessageType type, Bytes who, int expirySeconds, Bytes descriptor, Bytes signature, boolean quiet) {

    Content(MessageType type, Bytes who, int expirySeconds, Bytes descriptor, Bytes signature) {
        this(type, who, expirySeconds, descriptor, signature, false);
    }

    static final int ID_SIZE = 16;
    static final int LATEST_EXPIRY_SECONDS = 0xffffff;

    private static final int HEAD_SIZE = 1;
    private static final int EXPIRY_SIZE = 3;
    private static final int LARGEST_CREDENTIALS = 1 + 256 + 1 + 256;
    private static final int LARGEST_CANDIDATES = Descriptor.MOST_CANDIDATES * (1 + 16 + 2);

    static final int LARGEST = HEAD_SIZE
            + PublicKey.SIZE
            + EXPIRY_SIZE
            + Descriptor.FINGERPRINT_SIZE
            + LARGEST_CREDENTIALS
            + LARGEST_CANDIDATES
            + PublicKey.SIGNATURE_SIZE;

    private static final int TYPE_BITS = 0x03;
    private static final int FORM_SHIFT = 2;
    private static final int FORM_BITS = 0x03;
    private static final int PADDED = 0x10;
    private static final int QUIET = 0x40;
    private static final int RESERVED_BITS = 0xa0;

    /** ISO/IEC 7816-4: one bit and then zeros end what they follow, whatever that is. */
    private static final int END_MARK = 0x80;

    /** Of a whole frame, so that its length tells little of what is in it. */
    static final List<Integer> FRAME_SIZES = List.of(240, 256, 320, 480, 880);

    /** What of a frame is not this content. */
    static final int AROUND = Header.SIZE + OneTimeBox.TAG_SIZE;

    static Content read(Bytes plaintext) {
        ByteReader in = new ByteReader(plaintext);
        int head = in.u8("head");
        if ((head & RESERVED_BITS) != 0) {
            throw new MalformedException("head", "no reserved bit", "%02x".formatted(head));
        }
        MessageType type = MessageType.of(head & TYPE_BITS);
        boolean quiet = (head & QUIET) != 0;
        boolean rings = type == MessageType.INVITATION && (head >> FORM_SHIFT & FORM_BITS) != ServiceEndpoint.FORM;
        if (quiet && !rings) {
            throw new MalformedException("head", "quiet in what would ring alone", "%02x".formatted(head));
        }
        Bytes who = in.take(whoSize(type), type == MessageType.INVITATION ? "inviter's key" : "invitation id");
        int expirySeconds = in.u24("expiry");
        Bytes form = Bytes.of((byte) (head >> FORM_SHIFT & FORM_BITS));
        Bytes rest = in.takeAllBut(PublicKey.SIGNATURE_SIZE, "descriptor");
        Bytes descriptor = form.concat((head & PADDED) == 0 ? rest : withoutPadding(rest, plaintext.size()));
        return new Content(type, who, expirySeconds, descriptor, in.take(PublicKey.SIGNATURE_SIZE, "signature"), quiet);
    }

    Bytes encode() {
        return new ByteWriter()
                .u8((quiet ? QUIET : 0) | descriptor.at(0) << FORM_SHIFT | type.number())
                .bytes(who)
                .u24(expirySeconds)
                .bytes(descriptor.slice(1, descriptor.size()))
                .bytes(signature)
                .toBytes();
    }

    /** As it is sealed: filled up to the next of the sizes, unless it has one of them. */
    Bytes padded() {
        Bytes plain = encode();
        int missing = paddedSize(plain.size()) - plain.size();
        if (missing == 0) {
            return plain;
        }
        int signatureAt = plain.size() - PublicKey.SIGNATURE_SIZE;
        return new ByteWriter()
                .u8(plain.at(0) | PADDED)
                .bytes(plain.slice(1, signatureAt))
                .u8(END_MARK)
                .bytes(Bytes.of(new byte[missing - 1]))
                .bytes(signature)
                .toBytes();
    }

    private static Bytes withoutPadding(Bytes padded, int plaintextSize) {
        int end = padded.size() - 1;
        while (end >= 0 && padded.at(end) == 0) {
            end--;
        }
        if (end < 0 || padded.at(end) != END_MARK) {
            throw new MalformedException("padding", "80 and then zeros", "something else");
        }
        int needed = paddedSize(plaintextSize - (padded.size() - end));
        if (needed != plaintextSize) {
            throw new MalformedException(
                    "padding", "to a frame of " + (needed + AROUND) + " bytes", String.valueOf(plaintextSize + AROUND));
        }
        return padded.slice(0, end);
    }

    private static int paddedSize(int size) {
        return FRAME_SIZES.stream()
                .map(each -> each - AROUND)
                .filter(each -> each >= size)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a content larger than any can be"));
    }

    Instant expiry(LocalDate day) {
        return midnight(day).plusSeconds(expirySeconds);
    }

    static int expirySeconds(LocalDate day, Instant expiry) {
        return Math.toIntExact(expiry.getEpochSecond() - midnight(day).getEpochSecond());
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static int whoSize(MessageType type) {
        return type == MessageType.INVITATION ? PublicKey.SIZE : ID_SIZE;
    }
}
