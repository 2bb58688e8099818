package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressOrderTests {

    private static List<InetSocketAddress> addresses(String... literals) {
        return Arrays.stream(literals)
                .map(literal -> new InetSocketAddress(InetAddress.ofLiteral(literal), 80))
                .toList();
    }

    @Test
    void alternatesBetweenTheFamiliesFromTheFirstOneOn() {
        assertThat(AddressOrder.alternating(
                        addresses("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2")))
                .isEqualTo(addresses("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"));
        assertThat(AddressOrder.alternating(addresses("192.0.2.2", "192.0.2.1", "192.0.2.3", "2001:db8::1")))
                .isEqualTo(addresses("192.0.2.2", "2001:db8::1", "192.0.2.1", "192.0.2.3"));
    }

    @Test
    void keepsTheOrderOfASingleFamily() {
        List<InetSocketAddress> preferred = addresses("192.0.2.3", "192.0.2.1", "192.0.2.2");
        assertThat(AddressOrder.alternating(preferred)).isEqualTo(preferred);
    }

    @Test
    void triesNoAddressTwice() {
        assertThat(AddressOrder.alternating(addresses("192.0.2.1", "192.0.2.1", "2001:db8::1", "192.0.2.1")))
                .isEqualTo(addresses("192.0.2.1", "2001:db8::1"));
    }
}
