package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void nobody_can_change_bytes_from_outside() {
        byte[] array = {1, 2, 3};
        Bytes bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes).isEqualTo(Bytes.fromHex("010203"));
        assertThat(bytes.hashCode()).isEqualTo(Bytes.fromHex("010203").hashCode());
    }

    @Test
    void a_slice_outside_is_refused() {
        assertThat(Bytes.fromHex("010203").slice(1, 3)).isEqualTo(Bytes.fromHex("0203"));
        assertThatThrownBy(() -> Bytes.fromHex("010203").slice(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void text_that_is_not_hex_is_malformed_and_not_repeated() {
        assertThatThrownBy(() -> Bytes.fromHex("secret"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("hex: expected pairs of hex digits, got 6 characters that are not");
    }

    @Test
    void outpoints_stand_as_in_a_transaction_with_a_little_endian_index() {
        Bytes txid = Peers.filled(32, 0);

        assertThat(Outpoint.serialize(
                        java.util.List.of(new Outpoint(txid, 0x01020304L), new Outpoint(txid, 0xffffffffL))))
                .isEqualTo(txid.concat(Bytes.fromHex("04030201")).concat(txid).concat(Bytes.fromHex("ffffffff")));
        assertThatThrownBy(() -> new Outpoint(txid, -1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Outpoint(txid.slice(0, 31), 0)).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_network_is_read_by_the_names_people_use() {
        assertThat(Chain.parse("Regtest")).isEqualTo(Chain.REGTEST);
        assertThat(Chain.parse("main")).isEqualTo(Chain.MAINNET);
        assertThat(Chain.parse("testnet4")).isEqualTo(Chain.TESTNET);
        assertThatThrownBy(() -> Chain.parse("dogecoin"))
                .hasMessage("network: expected mainnet, testnet, signet or regtest, got 'dogecoin'");
    }
}
