package dialtone.signaling.vectors;

import static dialtone.signaling.vectors.Inputs.changed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class DescriptorCases {

    private static final Bytes FINGERPRINT = Peers.filled(32, 0xc0);

    /** Form, fingerprint and libwebrtc credentials; candidate groups follow. */
    private static final Bytes BEFORE_GROUPS = Peers.chromium().encode().slice(0, 54);

    private static final String HOST = "01c0a80114c351";
    private static final String SRFLX = "41cb007107c351";

    private DescriptorCases() {}

    static List<Vector> all() {
        Cases cases = new Cases();
        written(cases);
        read(cases);
        used(cases);
        endpoints(cases);
        return cases.vectors();
    }

    private static void written(Cases cases) {
        ObjectNode chromium = Inputs.of(
                "fingerprint",
                FINGERPRINT,
                "ufrag",
                "Zk3+",
                "pwd",
                "pJ0mT8/qW2xY5vB7nC4dE6fG",
                "candidates",
                List.of("srflx 203.0.113.7:50001", "host 192.168.1.20:50001"));
        cases.accepted("Chromium, two IPv4 candidates", "write descriptor", chromium);
        cases.accepted("no candidates", "write descriptor", changed(chromium, "candidates", List.of()));
        cases.accepted(
                "Firefox, IPv4 and IPv6",
                "write descriptor",
                Inputs.of(
                        "fingerprint",
                        FINGERPRINT,
                        "ufrag",
                        "0a1b2c3d",
                        "pwd",
                        "00112233445566778899aabbccddeeff",
                        "candidates",
                        List.of("host 10.0.0.5:41000", "host [2001:db8::5]:41001")));
        cases.accepted(
                "credentials of neither",
                "write descriptor",
                changed(changed(chromium, "ufrag", "abcde"), "pwd", "abcdefghijklmnopqrstuv"));
        cases.accepted(
                "a name in the local network, and a relay",
                "write descriptor",
                changed(
                        chromium,
                        "candidates",
                        List.of("host 79e9fc7c-3812-433d-9adb-831429d09340.local:50003", "relay 198.51.100.9:3478")));
        List<String> ten = new ArrayList<>(List.of("srflx 203.0.113.7:50001"));
        for (int i = 1; i < 10; i++) {
            ten.add("host 192.168.1." + i + ":50001");
        }
        cases.accepted(
                "of ten candidates the eight most useful", "write descriptor", changed(chromium, "candidates", ten));
        cases.refused("MALFORMED", "a ufrag of three", "write descriptor", changed(chromium, "ufrag", "abc"));
        cases.refused(
                "MALFORMED",
                "a character that no pwd has",
                "write descriptor",
                changed(chromium, "pwd", "pJ0mT8/qW2xY5vB7nC4dE6f="));
        cases.refused(
                "MALFORMED",
                "a fingerprint of 31 bytes",
                "write descriptor",
                changed(chromium, "fingerprint", Peers.filled(31, 0xc0)));
        cases.refused(
                "MALFORMED", "port 0", "write descriptor", changed(chromium, "candidates", List.of("host 10.0.0.5:0")));
    }

    private static void read(Cases cases) {
        cases.accepted("two IPv4 candidates read", "read descriptor", groups(HOST + SRFLX));
        cases.accepted("no candidates read", "read descriptor", groups(""));
        cases.accepted(
                "Firefox read",
                "read descriptor",
                Inputs.of("encoded", Peers.firefox().encode()));
        malformed(cases, "cut off in an address", Bytes.fromHex("01c0a801"));
        malformed(cases, "cut off after a group's head", Bytes.fromHex("01"));
        malformed(cases, "one byte more", Bytes.fromHex(HOST + "00"));
        malformed(cases, "groups in the wrong order", Bytes.fromHex(SRFLX + HOST));
        malformed(cases, "a group twice", Bytes.fromHex(HOST + "010a000005c351"));
        malformed(cases, "a candidate twice", Bytes.fromHex("02c0a80114c351c0a80114c351"));
        malformed(cases, "a group of none", Bytes.fromHex("00"));
        malformed(cases, "nine candidates", nine());
        malformed(cases, "kind 3", Bytes.fromHex("c1c0a80114c351"));
        malformed(cases, "family 3", Bytes.fromHex("31c0a80114c351"));
        malformed(cases, "port 0 on the wire", Bytes.fromHex("01c0a801140000"));
        cases.refused(
                "MALFORMED",
                "form 3, which is no WebRTC description",
                "read descriptor",
                Inputs.of("encoded", Bytes.of((byte) 3).concat(BEFORE_GROUPS.slice(1, 54))));
        cases.refused(
                "MALFORMED",
                "a longer form than needed",
                "read descriptor",
                Inputs.of(
                        "encoded",
                        Bytes.of((byte) 2)
                                .concat(FINGERPRINT)
                                .concat(Bytes.fromHex(
                                        "03" + ascii("Zk3+") + "17" + ascii("pJ0mT8/qW2xY5vB7nC4dE6fG")))));
        cases.refused("MALFORMED", "nothing", "read descriptor", Inputs.of("encoded", Bytes.EMPTY));
    }

    private static void used(Cases cases) {
        cases.accepted("the SDP of a descriptor", "write SDP", groups(HOST + SRFLX));
        cases.accepted(
                "the SDP with IPv6",
                "write SDP",
                Inputs.of("encoded", Peers.firefox().encode()));
        cases.accepted(
                "only ports that are no other service's",
                "usable candidates",
                groups("06" + "0a0000050050" + "0a00000501bb" + "0a0000050d96" + "0a0000050400" + "0a00000503ff"
                        + "0a000005ffff"));
        cases.accepted(
                "loopback, link-local, metadata and multicast are left out",
                "usable candidates",
                groups("08" + "7f000001c351" + "a9fea9fec351" + "646464c8c351" + "e0000001c351" + "00000001c351"
                        + "ffffffffc351" + "0a000005c351" + "c0000201c351"));
        cases.accepted(
                "IPv6 that leads to such an IPv4 too",
                "usable candidates",
                groups("16" + "00000000000000000000000000000001c351" + "00000000000000000000ffff7f000001c351"
                        + "0064ff9b0000000000000000a9fea9fec351" + "20027f00000100000000000000000001c351"
                        + "fe800000000000000000000000000001c351" + "20010db8000000000000000000000005c351"));
    }

    private static void endpoints(Cases cases) {
        ObjectNode tcp = Inputs.of("service", "tcp", "ip", "203.0.113.7", "port", 9945, "key", Peers.filled(33, 2));
        cases.accepted("a TCP service", "write endpoint", tcp);
        cases.accepted(
                "a VPN at IPv6",
                "write endpoint",
                Inputs.of("service", "vpn", "ip", "2001:db8::7", "port", 51_820, "key", Peers.filled(32, 9)));
        cases.accepted("without a key", "write endpoint", changed(tcp, "key", Bytes.EMPTY));
        cases.refused("MALFORMED", "a key of 65 bytes", "write endpoint", changed(tcp, "key", Peers.filled(65, 0)));
        cases.refused("MALFORMED", "a name for an address", "write endpoint", changed(tcp, "ip", "example.org"));
        cases.accepted("an SSH service read", "read endpoint", endpoint("0330cb007107001601aa"));
        cases.refused("MALFORMED", "kind 4 of a service", "read endpoint", endpoint("0340cb007107001601aa"));
        cases.refused("MALFORMED", "family 2 of a service", "read endpoint", endpoint("0332cb007107001601aa"));
        cases.refused("MALFORMED", "port 0 of a service", "read endpoint", endpoint("0330cb007107000001aa"));
        cases.refused("MALFORMED", "a key that is cut off", "read endpoint", endpoint("0330cb007107001602aa"));
        cases.refused("MALFORMED", "bytes behind the key", "read endpoint", endpoint("0330cb007107001601aabb"));
        cases.refused("MALFORMED", "form 0 where a service is read", "read endpoint", endpoint("0030cb007107001601aa"));
    }

    private static void malformed(Cases cases, String name, Bytes groups) {
        cases.refused("MALFORMED", name, "read descriptor", Inputs.of("encoded", BEFORE_GROUPS.concat(groups)));
    }

    private static ObjectNode groups(String hex) {
        return Inputs.of("encoded", BEFORE_GROUPS.concat(Bytes.fromHex(hex)));
    }

    private static ObjectNode endpoint(String hex) {
        return Inputs.of("encoded", Bytes.fromHex(hex));
    }

    private static Bytes nine() {
        Bytes group = Bytes.of((byte) 9);
        for (int i = 1; i <= 9; i++) {
            group = group.concat(Bytes.fromHex("c0a801%02xc351".formatted(i)));
        }
        return group;
    }

    private static String ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII)).hex();
    }
}
