package dialtone.bridge.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes written by hand, well formed and hostile. */
class DnsMessageTest {
    /** id 0, response and authoritative, no question, one answer. */
    private static final String ONE_ANSWER = "0000 8400 0000 0001 0000 0000";

    private static final String ALICE = "05 616c696365 05 6c6f63616c 00"; // alice.local
    private static final String A_FLUSH = "0001 8001 00000078 0004";

    @Test
    void aQuestionAsksForEveryRecordOfOneName() {
        assertThat(HexFormat.of().formatHex(DnsMessage.query("alice.local")))
                .isEqualTo(hex("0000 0000 0001 0000 0000 0000" + ALICE + "00ff 0001"));
    }

    @Test
    void addressesOfBothFamiliesAreRead() throws Exception {
        assertThat(addresses(ONE_ANSWER + ALICE + A_FLUSH + "c0000202"))
                .containsExactly(new DnsMessage.Address("alice.local", InetAddress.getByName("192.0.2.2")));
        assertThat(addresses(ONE_ANSWER + ALICE + "001c 0001 00000078 0010 fd000000000000000000000000000002"))
                .containsExactly(new DnsMessage.Address("alice.local", InetAddress.getByName("fd00::2")));
    }

    @Test
    void namesAreComparedInSmallLetters() throws Exception {
        assertThat(addresses(ONE_ANSWER + "05 416c694365 05 4c4f43414c 00" + A_FLUSH + "c0000202")
                        .get(0)
                        .name())
                .isEqualTo("alice.local");
    }

    @Test
    void pointersAreFollowedBackwards() throws Exception {
        // A question for alice.local at offset 12, an NSEC record of no interest, and two addresses named by pointers.
        String message = "0000 8400 0001 0003 0000 0000" + ALICE + "00ff 0001"
                + "c00c 002f 8001 00000078 0008 c00c 0004 40000000" + "c00c" + A_FLUSH + "c0000202" + "03 626f62 c012"
                + A_FLUSH + "c0000203";
        assertThat(addresses(message)).extracting(DnsMessage.Address::name).containsExactly("alice.local", "bob.local");
    }

    @Test
    void questionsAndErrorsHoldNoAnswer() throws Exception {
        assertThat(addresses("0000 0000 0000 0001 0000 0000" + ALICE + A_FLUSH + "c0000202"))
                .isEmpty();
        assertThat(addresses("0000 8403 0000 0001 0000 0000" + ALICE + A_FLUSH + "c0000202"))
                .isEmpty();
        assertThat(addresses(ONE_ANSWER + ALICE + "0001 0003 00000078 0004 c0000202"))
                .as("another class")
                .isEmpty();
    }

    @Test
    void pointersThatDoNotGoBackAreRefused() {
        refused(ONE_ANSWER + "c00c" + A_FLUSH + "c0000202", "points to 12"); // to itself
        refused(ONE_ANSWER + "c010" + A_FLUSH + "c0000202", "points to 16"); // forward
        refused(ONE_ANSWER + "05 616c696365 c00c" + A_FLUSH + "c0000202", "points to 12"); // round in its own name
        refused(ONE_ANSWER + "ffff" + A_FLUSH + "c0000202", "points to 16383"); // out of the message
    }

    @Test
    void manyPointersAreRefused() {
        StringBuilder message = new StringBuilder("0000 8400 0000 0014 0000 0000");
        int name = 12;
        message.append("01 61 00").append(A_FLUSH).append("c0000202");
        int next = name + 3 + 14;
        for (int i = 1; i < 20; i++) { // each name is one label and a pointer to the name before
            message.append("01 61")
                    .append(String.format("c%03x", name))
                    .append(A_FLUSH)
                    .append("c0000202");
            name = next;
            next += 4 + 14;
        }
        refused(message.toString(), "points to");
    }

    @Test
    void lengthsThatLieAreRefused() {
        refused(ONE_ANSWER + ALICE + "0001 8001 00000078 0005 c000020200", "address of 4 bytes, got 5");
        refused(ONE_ANSWER + ALICE + "001c 8001 00000078 0004 c0000202", "address of 16 bytes, got 4");
        refused(ONE_ANSWER + ALICE + "0001 8001 00000078 ffff c0000202", "65535 bytes, where 4 are left");
        refused(ONE_ANSWER + "3f 61", "label of 63 bytes");
        refused(ONE_ANSWER + "40" + "61".repeat(64) + "00" + A_FLUSH + "c0000202", "label of 64 bytes");
        refused(ONE_ANSWER + ("3f" + "61".repeat(63)).repeat(5) + "00" + A_FLUSH + "c0000202", "more than 255");
        refused("0000 8400 ffff ffff ffff ffff" + ALICE, "at most 200 records");
    }

    @Test
    void everyPrefixIsRefused() {
        byte[] whole = HexFormat.of().parseHex(hex(ONE_ANSWER + ALICE + A_FLUSH + "c0000202"));
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> DnsMessage.addresses(ByteBuffer.wrap(prefix)))
                    .isInstanceOf(MalformedDns.class);
        }
    }

    @Test
    void anyBytesAreReadOrRefusedAndNothingElse() {
        byte[] whole = HexFormat.of()
                .parseHex(hex("0000 8400 0001 0003 0000 0000" + ALICE + "00ff 0001" + "c00c" + A_FLUSH + "c0000202"
                        + "03 626f62 c012" + A_FLUSH + "c0000203" + "c00c" + A_FLUSH + "c0000204"));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutated = whole.clone();
            for (int k = random.nextInt(6); k >= 0; k--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                DnsMessage.addresses(ByteBuffer.wrap(mutated));
            } catch (MalformedDns expected) {
                refused++;
            }
        }
        System.out.printf("100000 mutated DNS messages: %d refused, no other failure%n", refused);
        assertThat(refused).isPositive();
    }

    private static List<DnsMessage.Address> addresses(String spaced) throws MalformedDns {
        return DnsMessage.addresses(ByteBuffer.wrap(HexFormat.of().parseHex(hex(spaced))));
    }

    private static void refused(String spaced, String why) {
        assertThatThrownBy(() -> addresses(spaced))
                .isInstanceOf(MalformedDns.class)
                .hasMessageContaining(why);
    }

    private static String hex(String spaced) {
        return spaced.replace(" ", "");
    }
}
