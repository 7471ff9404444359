package dialtone.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkWatchTest {
    private Set<InetAddress> addresses = Set.of(address(1));
    private final NetworkWatch watch = new NetworkWatch(() -> addresses);

    @Test
    void another_address_is_a_change_once() {
        assertThat(watch.changed()).isFalse();
        addresses = Set.of(address(1), address(2));
        assertThat(watch.changed()).isTrue();
        assertThat(watch.changed()).isFalse();
    }

    @Test
    void to_have_none_is_no_change_and_to_have_the_same_again_is_one() {
        addresses = Set.of();
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isFalse();
        addresses = Set.of(address(1));
        assertThat(watch.changed()).isTrue();
        assertThat(watch.changed()).isFalse();
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
