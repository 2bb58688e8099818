package dev.weir.proxy;

import static dev.weir.proxy.HeaderBytes.inet;
import static dev.weir.proxy.HeaderBytes.join;
import static dev.weir.proxy.HeaderBytes.tlv;
import static dev.weir.proxy.HeaderBytes.unix;
import static dev.weir.proxy.HeaderBytes.v2;
import static dev.weir.proxy.HeaderBytes.withChecksum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.proxy.HeaderParser.Result;
import dev.weir.proxy.ProxyHeader.Command;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderParserTests {

    private static final byte[] IPV4 = inet("198.51.100.7", "192.0.2.2", 56_324, 443);

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0, 255.255.255.255, 65535, 0.0.0.0, 0",
        "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443, 192.168.0.1, 56324, 192.168.0.11, 443",
        "PROXY TCP6 2001:DB8::1 ::1 1 2, 2001:db8::1, 1, ::1, 2",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 65535,"
                + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 65535, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe, 65535",
        "PROXY TCP6 ::ffff:192.0.2.1 :: 1 2, 192.0.2.1, 1, ::, 2",
    })
    void readsLines(String line, String source, int sourcePort, String destination, int destinationPort)
            throws ProxyProtocolException {
        ProxyHeader header = complete(ascii(line + "\r\n"));
        assertThat(header.version()).isEqualTo(1);
        assertThat(header.command()).isEqualTo(Command.PROXY);
        assertThat(header.source()).contains(new InetSocketAddress(InetAddress.ofLiteral(source), sourcePort));
        assertThat(header.destination())
                .contains(new InetSocketAddress(InetAddress.ofLiteral(destination), destinationPort));
        assertThat(header.tlvs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN",
                "PROXY UNKNOWN ",
                "PROXY UNKNOWN \r \n anything \u00e9",
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535"
                        + " 65535",
            })
    void anUnknownLineHasNoAddresses(String line) throws ProxyProtocolException {
        assertThat(complete(ascii(line + "\r\n"))).isEqualTo(ProxyHeader.withoutAddresses(1, Command.PROXY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 1.2.3.4 5.6.7.8 1",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 ",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3",
                "PROXY  TCP4 1.2.3.4 5.6.7.8 1 2",
                "PROXY TCP4  1.2.3.4 5.6.7.8 1 2",
                "PROXY TCP4 01.2.3.4 5.6.7.8 1 2",
                "PROXY TCP4 1.2.3 5.6.7.8 1 2",
                "PROXY TCP4 1.2.3.256 5.6.7.8 1 2",
                "PROXY TCP4 ::1 5.6.7.8 1 2",
                "PROXY TCP6 1.2.3.4 ::1 1 2",
                "PROXY TCP6 1::2::3 ::1 1 2",
                "PROXY TCP6 fe80::1%1 ::1 1 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 01 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 65536 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 +1 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 \u0661 2",
                "PROXY TCP4 localhost 5.6.7.8 1 2",
                "PROXY TCP4 1.2.3.4\n 5.6.7.8 1 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
                "PROXY TCP4",
                "PROXY TCP",
                "PROXY ",
                "PROXY UDP4 1.2.3.4 5.6.7.8 1 2",
                "PROXY tcp4 1.2.3.4 5.6.7.8 1 2",
                "PROXY UNKNOWNX",
            })
    void refusesLinesThatAreNotExactlyRight(String line) {
        assertRefused((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsALineOf107BytesAndNotOneMore() throws ProxyProtocolException {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
        assertThat(longest).hasSize(107);
        assertThat(parse(ascii(longest + "payload")))
                .isInstanceOfSatisfying(
                        Result.Complete.class,
                        complete -> assertThat(complete.length()).isEqualTo(107));
        assertRefused(ascii("PROXY UNKNOWN " + "x".repeat(107 - 15) + "\r\n"));
        assertRefused(ascii("PROXY UNKNOWN " + "x".repeat(200)));
        assertThat(parse(ascii(longest.substring(0, 106)))).isEqualTo(new Result.Partial(true, 107));
    }

    @Test
    void readsIpv4() throws ProxyProtocolException {
        ProxyHeader header = complete(v2(0x21, 0x11, IPV4));
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.command()).isEqualTo(Command.PROXY);
        assertThat(header.source()).contains(new InetSocketAddress("198.51.100.7", 56_324));
        assertThat(header.destination()).contains(new InetSocketAddress("192.0.2.2", 443));
    }

    @Test
    void readsIpv6() throws ProxyProtocolException {
        ProxyHeader header = complete(v2(0x21, 0x21, inet("2001:db8::7", "2001:db8::2", 1, 65_535)));
        assertThat(header.source()).contains(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 1));
        assertThat(header.destination()).contains(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::2"), 65_535));
    }

    @Test
    void readsUnixAddresses() throws ProxyProtocolException {
        ProxyHeader header = complete(v2(0x21, 0x31, unix("/run/client", "/" + "d".repeat(107))));
        assertThat(header.source()).contains(UnixDomainSocketAddress.of("/run/client"));
        assertThat(header.destination()).contains(UnixDomainSocketAddress.of("/" + "d".repeat(107)));
        assertThat(complete(v2(0x21, 0x31, unix("", "\0abstract"))))
                .extracting(h -> h.source().orElseThrow(), h -> h.destination().orElseThrow())
                .containsExactly(UnixDomainSocketAddress.of(""), UnixDomainSocketAddress.of(""));
    }

    @Test
    void aLocalConnectionIsTheProxysOwnWhateverElseItContains() throws ProxyProtocolException {
        ProxyHeader local = ProxyHeader.withoutAddresses(2, Command.LOCAL);
        assertThat(complete(v2(0x20, 0x00))).isEqualTo(local);
        assertThat(complete(v2(0x20, 0x11, IPV4, tlv(ProxyTlv.ALPN, "h2")))).isEqualTo(local);
        assertThat(complete(v2(0x20, 0xFF, new byte[] {1, 2, 3}))).isEqualTo(local);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x10, 0x20, 0x30})
    void refusesAFamilyWithoutAProtocolAndTheReverse(int pair) {
        assertRefused(v2(0x21, pair, IPV4));
    }

    @Test
    void whatIsNotSpecifiedHasNoAddresses() throws ProxyProtocolException {
        assertThat(complete(v2(0x21, 0x00, IPV4))).isEqualTo(ProxyHeader.withoutAddresses(2, Command.PROXY));
    }

    @Test
    void aDatagramsAddressesAreIgnored() throws ProxyProtocolException {
        ProxyHeader header = complete(v2(0x21, 0x12, IPV4, tlv(ProxyTlv.UNIQUE_ID, "u")));
        assertThat(header.source()).isEmpty();
        assertThat(header.destination()).isEmpty();
        assertThat(header.tlvs()).hasSize(1);
    }

    @Test
    void refusesWhatIsNotAssigned() {
        assertRefused(v2(0x11, 0x11, IPV4));
        assertRefused(v2(0x31, 0x11, IPV4));
        assertRefused(v2(0xA1, 0x11, IPV4));
        assertRefused(v2(0x22, 0x11, IPV4));
        assertRefused(v2(0x21, 0x41, IPV4));
        assertRefused(v2(0x21, 0xF1, IPV4));
        assertRefused(v2(0x21, 0x13, IPV4));
    }

    @Test
    void refusesABlockThatIsTooShortForItsAddresses() {
        assertRefused(v2(0x21, 0x11, new byte[11]));
        assertRefused(v2(0x21, 0x21, new byte[35]));
        assertRefused(v2(0x21, 0x31, new byte[215]));
    }

    @Test
    void readsValues() throws ProxyProtocolException {
        ProxyHeader header = complete(v2(
                0x21,
                0x11,
                IPV4,
                tlv(ProxyTlv.NOOP, new byte[9]),
                tlv(ProxyTlv.ALPN, "h2"),
                tlv(ProxyTlv.AUTHORITY, "b\u00fccher.example"),
                tlv(ProxyTlv.UNIQUE_ID, new byte[0]),
                tlv(0xE5, "own")));
        assertThat(header.applicationProtocol()).contains("h2");
        assertThat(header.authority()).contains("b\u00fccher.example");
        assertThat(header.tlv(ProxyTlv.UNIQUE_ID).orElseThrow().value().remaining())
                .isZero();
        assertThat(header.tlv(0xE5).orElseThrow().text()).isEqualTo("own");
        assertThat(header.tlvs()).hasSize(5);
        assertThat(header.ssl()).isEmpty();
    }

    @Test
    void readsTheClientsTlsDetails() throws ProxyProtocolException {
        byte[] value = join(
                new byte[] {ProxySsl.TLS | ProxySsl.CERTIFICATE, 0, 0, 0, 0},
                tlv(ProxyTlv.SSL_VERSION, "TLSv1.3"),
                tlv(ProxyTlv.SSL_CIPHER, "TLS_AES_256_GCM_SHA384"),
                tlv(ProxyTlv.SSL_COMMON_NAME, "client"));
        ProxySsl ssl =
                complete(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.SSL, value))).ssl().orElseThrow();
        assertThat(ssl.has(ProxySsl.TLS)).isTrue();
        assertThat(ssl.has(ProxySsl.CERTIFICATE_IN_SESSION)).isFalse();
        assertThat(ssl.verified()).isTrue();
        assertThat(ssl.version()).contains("TLSv1.3");
        assertThat(ssl.cipherSuite()).contains("TLS_AES_256_GCM_SHA384");
        assertThat(ssl.commonName()).contains("client");
    }

    @Test
    void nothingIsVerifiedWithoutACertificate() throws ProxyProtocolException {
        assertThat(ssl(ProxySsl.TLS, 0).verified()).isFalse();
        assertThat(ssl(ProxySsl.TLS | ProxySsl.CERTIFICATE, 1).verified()).isFalse();
        assertThat(ssl(ProxySsl.TLS | ProxySsl.CERTIFICATE_IN_SESSION, 0).verified())
                .isTrue();
    }

    private static ProxySsl ssl(int client, int verify) throws ProxyProtocolException {
        byte[] tls = tlv(ProxyTlv.SSL, new byte[] {(byte) client, 0, 0, 0, (byte) verify});
        return complete(v2(0x21, 0x11, IPV4, tls)).ssl().orElseThrow();
    }

    @Test
    void refusesValuesThatDoNotFit() {
        assertRefused(v2(0x21, 0x11, IPV4, new byte[] {1}));
        assertRefused(v2(0x21, 0x11, IPV4, new byte[] {1, 0}));
        assertRefused(v2(0x21, 0x11, IPV4, new byte[] {1, 0, 1}));
        assertRefused(v2(0x21, 0x11, IPV4, new byte[] {1, -1, -1, 0}));
        assertRefused(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.SSL, new byte[4])));
        assertRefused(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.SSL, new byte[6])));
    }

    @Test
    void checksTheChecksum() throws ProxyProtocolException {
        byte[] header = withChecksum(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.AUTHORITY, "a.example")));
        assertThat(complete(header).authority()).contains("a.example");
        int typeOfChecksum = header.length - 7; // With this byte changed there is no checksum.
        for (int i = 16; i < header.length; i = i + 1 == typeOfChecksum ? i + 2 : i + 1) {
            byte[] changed = header.clone();
            changed[i] ^= 1;
            assertRefused(changed);
        }
        assertRefused(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.CRC32C, new byte[3])));
        assertRefused(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.CRC32C, new byte[4])));
    }

    @Test
    void aHeaderOfSixteenKibibytesIsReadAndALongerOneRefusedBeforeItIsThere() throws ProxyProtocolException {
        byte[] longest = v2(0x21, 0x11, IPV4, tlv(ProxyTlv.NOOP, new byte[16 * 1024 - 16 - 12 - 3]));
        assertThat(longest).hasSize(HeaderParser.MAX_LENGTH);
        assertThat(complete(longest).tlvs()).hasSize(1);
        byte[] longer = v2(0x21, 0x11, IPV4, tlv(ProxyTlv.NOOP, new byte[16 * 1024 - 16 - 12 - 2]));
        assertRefused(Arrays.copyOf(longer, 16));
    }

    @Test
    void readsALargeCertificateOfTheClient() throws ProxyProtocolException {
        byte[] value = join(
                new byte[] {ProxySsl.TLS | ProxySsl.CERTIFICATE, 0, 0, 0, 0},
                tlv(ProxyTlv.SSL_CLIENT_CERTIFICATE, new byte[10_000]));
        ProxySsl ssl =
                complete(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.SSL, value))).ssl().orElseThrow();
        assertThat(ssl.tlvs())
                .singleElement()
                .satisfies(tlv -> assertThat(tlv.value().remaining()).isEqualTo(10_000));
    }

    @Test
    void decidesAtEveryByteWhetherItMayBeAHeader() throws ProxyProtocolException {
        for (byte[] header : new byte[][] {
            v2(0x21, 0x11, IPV4, tlv(ProxyTlv.ALPN, "h2")), ascii("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n")
        }) {
            int signature = header[0] == 'P' ? 6 : 12;
            for (int i = 0; i < header.length; i++) {
                boolean certain = i >= signature;
                assertThat(parse(Arrays.copyOf(header, i)))
                        .isInstanceOfSatisfying(
                                Result.Partial.class,
                                partial -> assertThat(partial.certain()).isEqualTo(certain));
            }
            for (int i = 0; i < signature; i++) {
                byte[] other = header.clone();
                other[i] ^= 0x20;
                assertThat(parse(other)).isInstanceOf(Result.Foreign.class);
            }
            assertThat(parse(join(header, header)))
                    .isInstanceOfSatisfying(
                            Result.Complete.class,
                            complete -> assertThat(complete.length()).isEqualTo(header.length));
        }
    }

    @Test
    void randomChangesNeverDoMoreThanRefuse() {
        var random = new Random(20_261_122);
        byte[][] seeds = {
            v2(0x21, 0x31, unix("/run/client", "/run/server"), tlv(ProxyTlv.ALPN, "h2")),
            withChecksum(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.SSL, new byte[5]), tlv(ProxyTlv.NOOP, new byte[3]))),
            ascii("PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 56324 443\r\n"),
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = seeds[i % seeds.length].clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            HeaderFuzz.judge(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        }
    }

    private static void assertRefused(byte[] bytes) {
        assertThatExceptionOfType(ProxyProtocolException.class).isThrownBy(() -> parse(bytes));
    }

    private static ProxyHeader complete(byte[] bytes) throws ProxyProtocolException {
        Result result = parse(bytes);
        assertThat(result).isInstanceOf(Result.Complete.class);
        assertThat(((Result.Complete) result).length()).isEqualTo(bytes.length);
        return ((Result.Complete) result).header();
    }

    private static Result parse(byte[] bytes) throws ProxyProtocolException {
        return HeaderParser.parse(ByteBuffer.wrap(bytes));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
