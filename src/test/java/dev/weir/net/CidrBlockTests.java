package dev.weir.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTests {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 11.0.0.0",
        "10.0.0.0/8, 10.1.2.3, ::ffff:10.1.2.3, 9.255.255.255",
        "192.0.2.64/26, 192.0.2.64, 192.0.2.127, 192.0.2.128",
        "192.0.2.1, 192.0.2.1, 192.0.2.1, 192.0.2.2",
        "192.0.2.0/31, 192.0.2.0, 192.0.2.1, 192.0.2.2",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255, ::1",
        "::/0, ::, ffff:ffff::, 192.0.2.1",
        "2001:db8::/33, 2001:db8::1, 2001:db8:7fff::, 2001:db8:8000::",
        "::1, ::1, 0:0:0:0:0:0:0:1, ::2",
        "::ffff:10.0.0.0/104, 10.9.9.9, 10.0.0.0, 11.0.0.0",
        "::ffff:a00:1, 10.0.0.1, ::ffff:10.0.0.1, ::a00:1",
    })
    void containsWhatSharesItsPrefix(String block, String inside, String alsoInside, String outside) {
        CidrBlock parsed = CidrBlock.parse(block);
        assertThat(parsed.contains(InetAddress.ofLiteral(inside))).isTrue();
        assertThat(parsed.contains(InetAddress.ofLiteral(alsoInside))).isTrue();
        assertThat(parsed.contains(InetAddress.ofLiteral(outside))).isFalse();
        assertThat(CidrBlock.parse(parsed.toString())).isEqualTo(parsed);
    }

    @Test
    void agreesWithBitByBitComparison() throws UnknownHostException {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            bytes[0] |= 1;
            int prefix = random.nextInt(bytes.length * 8 + 1);
            var block = new CidrBlock(InetAddress.getByAddress(IpBytes.first(bytes, prefix)), prefix);
            byte[] other = bytes.clone();
            int flipped = random.nextInt(bytes.length * 8);
            other[flipped / 8] ^= (byte) (0x80 >> flipped % 8);
            assertThat(block.contains(InetAddress.getByAddress(other)))
                    .as("%s, bit %d flipped", block, flipped)
                    .isEqualTo(flipped >= prefix);
        }
    }

    @Test
    void ignoresTheZoneOfALinkLocalAddress() throws UnknownHostException {
        byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
        assertThat(CidrBlock.parse("fe80::/10").contains(Inet6Address.getByAddress(null, bytes, 7)))
                .isTrue();
    }

    @Test
    void seesTheIpv4AddressInAnInet6AddressThatMapsIt() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = -1;
        bytes[12] = 10;
        InetAddress mapped = Inet6Address.getByAddress(null, bytes, 0);
        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(CidrBlock.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(CidrBlock.parse("::/0").contains(mapped)).isFalse();
        assertThat(new CidrBlock(mapped, 8)).isEqualTo(CidrBlock.parse("10.0.0.0/8"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    10.0.0.0/33            | '10.0.0.0/33' has a prefix length that is not between 0 and 32
                    ::/129                 | has a prefix length that is not between 0 and 128
                    10.0.0.0/              | '10.0.0.0/' has no prefix length after the slash
                    10.0.0.0/8/8           | '8/8' is not a number of bits
                    10.0.0.0/-1            | '-1' is not a number of bits
                    10.0.0.0/08            | '08' is not a number of bits
                    10.0.0.0/255.0.0.0     | '255.0.0.0' is not a number of bits
                    10.1.2.3/8             | has address bits beyond its prefix; write 10.0.0.0/8 for the network, or 10.1.2.3 for
                    2001:db8::1/32         | write 2001:db8:0:0:0:0:0:0/32 for the network
                    ::ffff:10.0.0.0/8      | is an IPv4-mapped address, whose prefix length is between 96 and 128
                    fe80::1%eth0           | it has a zone
                    10.0.0                 | it is not an IPv4 address
                    10.0.0.256             | it is not an IPv4 address
                    010.0.0.1              | without leading zeros
                    10.0.0.0.0/8           | it is not an IPv4 address
                    167772160/8            | it is not an IPv4 address
                    1::2::3                | '1::2::3' is not a CIDR block, such as 10.0.0.0/8 or 2001:db8::/32: it is not an IPv6 address
                    [::1]                  | it is not an IP address
                    localhost              | it is not an IP address
                    example.org/8          | it is not an IP address
                    """)
    void reportsWhatIsWrong(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CidrBlock.parse(text))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", "/8", " 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0 /8", "1.2.3.4:80", ":", "."})
    void rejectsTextThatIsOnlyHalfRight(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text));
    }

    @Test
    void aListContainsWhatOneOfItsBlocksDoes() {
        CidrBlocks blocks = CidrBlocks.parse(List.of("10.0.0.0/8", "::1", "192.0.2.0/24"));
        assertThat(blocks.contains(InetAddress.ofLiteral("192.0.2.9"))).isTrue();
        assertThat(blocks.contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80)))
                .isTrue();
        assertThat(blocks.contains(InetAddress.ofLiteral("192.0.3.9"))).isFalse();
        assertThat(blocks.isEmpty()).isFalse();
    }

    @Test
    void noListContainsAnAddressWithoutAnIp() {
        CidrBlocks all = CidrBlocks.parse(List.of("0.0.0.0/0", "::/0"));
        assertThat(all.contains(UnixDomainSocketAddress.of("/run/weir"))).isFalse();
        assertThat(all.contains(InetSocketAddress.createUnresolved("localhost", 80)))
                .isFalse();
        assertThat(CidrBlocks.NONE.contains(InetAddress.getLoopbackAddress())).isFalse();
    }
}
