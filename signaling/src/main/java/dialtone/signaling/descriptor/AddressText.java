package dialtone.signaling.descriptor;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** The text forms of IP addresses. Our own reader, because the JDK's falls back to a name look-up for what is no address. */
final class AddressText {

    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int GROUPS = 8;

    private AddressText() {}

    static boolean looksLikeV4(String text) {
        return V4.matcher(text).matches();
    }

    static Bytes parseV4(String text) {
        if (!looksLikeV4(text)) {
            throw malformed("IPv4 address", "four numbers", text);
        }
        ByteWriter out = new ByteWriter();
        for (String part : text.split("\\.")) {
            // 010 is 8 to some readers and 10 to others.
            if (part.length() > 1 && part.startsWith("0") || Integer.parseInt(part) > 255) {
                throw malformed("IPv4 address", "numbers from 0 to 255", text);
            }
            out.u8(Integer.parseInt(part));
        }
        return out.toBytes();
    }

    /** RFC 4291, section 2.2, without a zone. */
    static Bytes parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            throw malformed("IPv6 address", "'::' once at most", text);
        }
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap), text);
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), text);
        int missing = GROUPS - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            throw malformed("IPv6 address", "eight groups", text);
        }
        ByteWriter out = new ByteWriter();
        head.forEach(out::u16);
        for (int i = 0; i < missing; i++) {
            out.u16(0);
        }
        tail.forEach(out::u16);
        return out.toBytes();
    }

    static String v4(Bytes bytes) {
        return bytes.at(0) + "." + bytes.at(1) + "." + bytes.at(2) + "." + bytes.at(3);
    }

    /** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as '::'. */
    static String v6(Bytes bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = bytes.at(2 * i) << 8 | bytes.at(2 * i + 1);
        }
        int gap = -1;
        int gapSize = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > gapSize) {
                gap = i;
                gapSize = end - i;
            }
        }
        return gap < 0 ? hex(groups, 0, GROUPS) : hex(groups, 0, gap) + "::" + hex(groups, gap + gapSize, GROUPS);
    }

    private static String hex(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static List<Integer> groups(String part, String whole) {
        List<Integer> groups = new ArrayList<>();
        if (part.isEmpty()) {
            return groups;
        }
        String[] texts = part.split(":", -1);
        for (int i = 0; i < texts.length; i++) {
            if (i == texts.length - 1 && looksLikeV4(texts[i])) {
                Bytes v4 = parseV4(texts[i]);
                groups.add(v4.at(0) << 8 | v4.at(1));
                groups.add(v4.at(2) << 8 | v4.at(3));
            } else if (GROUP.matcher(texts[i]).matches()) {
                groups.add(Integer.parseInt(texts[i], 16));
            } else {
                throw malformed("IPv6 address", "groups of 1 to 4 hex digits", whole);
            }
        }
        return groups;
    }

    /** {@code got} is counted and not quoted: it tells where a person is. */
    private static MalformedException malformed(String what, String expected, String got) {
        return new MalformedException(what, expected, got.length() + " other characters");
    }
}
