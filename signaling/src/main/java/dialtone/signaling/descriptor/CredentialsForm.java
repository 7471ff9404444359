package dialtone.signaling.descriptor;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The ways in which ICE credentials are packed. The first that fits is the one to use, so that the same credentials are always the same bytes. */
enum CredentialsForm {
    /** ufrag of 4 and pwd of 24 characters, 6 bits each: 3 + 18 bytes. Chromium and everything else made with libwebrtc. */
    BASE64("[A-Za-z0-9+/]{4}", "[A-Za-z0-9+/]{24}") {
        @Override
        void write(IceCredentials credentials, ByteWriter out) {
            out.bytes(Bytes.of(Base64.getDecoder().decode(credentials.ufrag())))
                    .bytes(Bytes.of(Base64.getDecoder().decode(credentials.pwd())));
        }

        @Override
        IceCredentials readFields(ByteReader in) {
            return new IceCredentials(base64(in.take(3, "ice-ufrag")), base64(in.take(18, "ice-pwd")));
        }
    },
    /** ufrag of 8 and pwd of 32 lower-case hex digits: 4 + 16 bytes. Firefox. */
    HEX("[0-9a-f]{8}", "[0-9a-f]{32}") {
        @Override
        void write(IceCredentials credentials, ByteWriter out) {
            out.bytes(Bytes.fromHex(credentials.ufrag())).bytes(Bytes.fromHex(credentials.pwd()));
        }

        @Override
        IceCredentials readFields(ByteReader in) {
            return new IceCredentials(
                    in.take(4, "ice-ufrag").hex(), in.take(16, "ice-pwd").hex());
        }
    },
    /** Two strings, each after one byte with its length less one. */
    TEXT(".*", ".*") {
        @Override
        void write(IceCredentials credentials, ByteWriter out) {
            out.u8(credentials.ufrag().length() - 1).ascii(credentials.ufrag());
            out.u8(credentials.pwd().length() - 1).ascii(credentials.pwd());
        }

        @Override
        IceCredentials readFields(ByteReader in) {
            return new IceCredentials(text(in, "ice-ufrag"), text(in, "ice-pwd"));
        }
    };

    private final Pattern ufrag;
    private final Pattern pwd;

    CredentialsForm(String ufrag, String pwd) {
        this.ufrag = Pattern.compile(ufrag);
        this.pwd = Pattern.compile(pwd);
    }

    abstract void write(IceCredentials credentials, ByteWriter out);

    abstract IceCredentials readFields(ByteReader in);

    static CredentialsForm of(IceCredentials credentials) {
        for (CredentialsForm form : values()) {
            if (form.ufrag.matcher(credentials.ufrag()).matches()
                    && form.pwd.matcher(credentials.pwd()).matches()) {
                return form;
            }
        }
        throw new IllegalStateException("TEXT fits everything");
    }

    static CredentialsForm of(int number) {
        if (number >= values().length) {
            throw new MalformedException("form of the ICE credentials", "0, 1 or 2", String.valueOf(number));
        }
        return values()[number];
    }

    IceCredentials read(ByteReader in) {
        IceCredentials credentials = readFields(in);
        if (of(credentials) != this) {
            throw new MalformedException(
                    "form of the ICE credentials", "the shortest, " + of(credentials), this.toString());
        }
        return credentials;
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    private static String text(ByteReader in, String field) {
        return new String(in.take(in.u8(field) + 1, field).toArray(), StandardCharsets.US_ASCII);
    }
}
