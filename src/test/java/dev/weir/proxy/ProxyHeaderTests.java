package dev.weir.proxy;

import static dev.weir.proxy.HeaderBytes.inet;
import static dev.weir.proxy.HeaderBytes.tlv;
import static dev.weir.proxy.HeaderBytes.unix;
import static dev.weir.proxy.HeaderBytes.v2;
import static dev.weir.proxy.HeaderBytes.withChecksum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.proxy.HeaderParser.Result;
import dev.weir.proxy.ProxyHeader.Command;
import dev.weir.stream.TlsSession;
import dev.weir.testing.TestCertificates;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as they are sent. */
class ProxyHeaderTests {

    private static final SocketAddress SOURCE = ip("198.51.100.7", 56_324);
    private static final SocketAddress DESTINATION = ip("192.0.2.2", 443);
    private static final byte[] IPV4 = inet("198.51.100.7", "192.0.2.2", 56_324, 443);

    @ParameterizedTest
    @CsvSource({
        "192.168.0.1, 56324, 192.168.0.11, 443, PROXY TCP4 192.168.0.1 192.168.0.11 56324 443",
        "255.255.255.255, 65535, 0.0.0.0, 0, PROXY TCP4 255.255.255.255 0.0.0.0 65535 0",
        "2001:db8::7, 1, ::1, 2, PROXY TCP6 2001:db8:0:0:0:0:0:7 0:0:0:0:0:0:0:1 1 2",
        "2001:db8::7, 1, 192.0.2.2, 2, PROXY TCP6 2001:db8:0:0:0:0:0:7 0:0:0:0:0:ffff:c000:202 1 2",
        "192.0.2.2, 1, 2001:db8::7, 2, PROXY TCP6 0:0:0:0:0:ffff:c000:202 2001:db8:0:0:0:0:0:7 1 2",
    })
    void sendsLines(String source, int sourcePort, String destination, int destinationPort, String line) {
        ProxyHeader header = ProxyHeader.of(1, ip(source, sourcePort), ip(destination, destinationPort));
        assertThat(ascii(header)).isEqualTo(line + "\r\n");
        assertThat(reparsed(header)).isEqualTo(header);
    }

    @Test
    void theLongestLineIsTheSpecifications() {
        String all = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        assertThat(ascii(ProxyHeader.of(1, ip(all, 65_535), ip(all, 65_535))))
                .isEqualTo("PROXY TCP6 " + all + " " + all + " 65535 65535\r\n")
                .hasSize(104);
    }

    @Test
    void numbersOfALineDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(ascii(ProxyHeader.of(1, SOURCE, DESTINATION)))
                    .isEqualTo("PROXY TCP4 198.51.100.7 192.0.2.2 56324 443\r\n");
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }

    @Test
    void sendsBytesByTheSpecification() {
        assertThat(hex(ProxyHeader.of(2, SOURCE, DESTINATION)))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2111000c" + "c6336407" + "c0000202" + "dc04" + "01bb");
        assertThat(bytes(ProxyHeader.of(2, ip("2001:db8::7", 1), ip("2001:db8::2", 65_535))))
                .isEqualTo(v2(0x21, 0x21, inet("2001:db8::7", "2001:db8::2", 1, 65_535)));
        String longest = "/" + "d".repeat(107);
        assertThat(bytes(ProxyHeader.of(2, unixPath("/run/client"), unixPath(longest))))
                .isEqualTo(v2(0x21, 0x31, unix("/run/client", longest)));
    }

    @Test
    void anUnknownClientIsSentInTheWayThatReceiversHaveToAccept() {
        SocketAddress unresolved = InetSocketAddress.createUnresolved("client.example", 1);
        for (ProxyHeader header : List.of(
                ProxyHeader.withoutAddresses(2, Command.PROXY),
                ProxyHeader.of(2, unresolved, DESTINATION),
                ProxyHeader.of(2, SOURCE, unresolved),
                ProxyHeader.of(2, unixPath(""), unixPath("/run/server")),
                ProxyHeader.of(2, unixPath("/run/client"), DESTINATION),
                ProxyHeader.of(2, unixPath("/" + "d".repeat(108)), unixPath("/run/server")),
                new ProxyHeader(2, Command.PROXY, Optional.of(SOURCE), Optional.empty(), List.of()))) {
            assertThat(bytes(header.withTlvs(List.of(ProxyTlv.of(ProxyTlv.ALPN, "h2")))))
                    .isEqualTo(v2(0x20, 0x00));
            assertThat(ascii(header.withVersion(1))).isEqualTo("PROXY UNKNOWN\r\n");
        }
        assertThat(ascii(ProxyHeader.of(1, unixPath("/run/client"), unixPath("/run/server"))))
                .isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void theProxysOwnConnectionsHaveNothingElse() {
        assertThat(bytes(ProxyHeader.local(2))).isEqualTo(v2(0x20, 0x00));
        assertThat(ascii(ProxyHeader.local(1))).isEqualTo("PROXY UNKNOWN\r\n");
        var withAll = new ProxyHeader(
                2,
                Command.LOCAL,
                Optional.of(SOURCE),
                Optional.of(DESTINATION),
                List.of(ProxyTlv.of(ProxyTlv.CRC32C, "0000"), ProxyTlv.of(ProxyTlv.ALPN, "h2")));
        assertThat(bytes(withAll)).isEqualTo(v2(0x20, 0x00));
        assertThat(ascii(withAll.withVersion(1))).isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void aMappedAddressIsIpv4AndAZoneStaysHere() throws UnknownHostException {
        byte[] mapped = InetAddress.ofLiteral("::").getAddress();
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[15] = 9;
        SocketAddress source = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 1);
        assertThat(ascii(ProxyHeader.of(1, source, DESTINATION))).isEqualTo("PROXY TCP4 0.0.0.9 192.0.2.2 1 443\r\n");
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        SocketAddress scoped = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 1), 1);
        assertThat(ascii(ProxyHeader.of(1, scoped, scoped)))
                .isEqualTo("PROXY TCP6 fe80:0:0:0:0:0:0:1 fe80:0:0:0:0:0:0:1 1 1\r\n");
    }

    @Test
    void passesOnTheValuesThatCameInWithoutPaddingAndWithAChecksumOfItsOwn() throws ProxyProtocolException {
        byte[] incoming = withChecksum(
                v2(0x21, 0x11, IPV4, tlv(ProxyTlv.NOOP, new byte[9]), tlv(ProxyTlv.UNIQUE_ID, "u"), tlv(0xE5, "own")));
        assertThat(bytes(parse(incoming)))
                .isEqualTo(withChecksum(v2(0x21, 0x11, IPV4, tlv(ProxyTlv.UNIQUE_ID, "u"), tlv(0xE5, "own"))));
    }

    @Test
    void valuesStayForALaterVersionThatHasThem() {
        ProxyHeader header = ProxyHeader.of(1, SOURCE, DESTINATION).withTlvs(List.of(ProxyTlv.of(0xE0, "own")));
        assertThat(ascii(header)).isEqualTo("PROXY TCP4 198.51.100.7 192.0.2.2 56324 443\r\n");
        assertThat(bytes(header.withVersion(2))).isEqualTo(v2(0x21, 0x11, IPV4, tlv(0xE0, "own")));
    }

    @Test
    void leavesOutValuesThatDoNotFitAndKeepsThoseThatDo() {
        int room = HeaderParser.MAX_LENGTH - 28 - 7;
        ProxyTlv full = value(0xE0, room - 3);
        ProxyTlv checksum = value(ProxyTlv.CRC32C, 4);
        ProxyTlv small = ProxyTlv.of(ProxyTlv.ALPN, "h2");
        ProxyHeader fits = ProxyHeader.of(2, SOURCE, DESTINATION).withTlvs(List.of(full, checksum));
        assertThat(bytes(fits)).hasSize(HeaderParser.MAX_LENGTH);
        assertThat(reparsed(fits).tlv(0xE0)).contains(full);
        ProxyHeader tooLong = fits.withTlvs(List.of(value(0xE0, room - 2), checksum, value(0xE1, 65_535), small));
        assertThat(reparsed(tooLong).tlvs()).extracting(ProxyTlv::type).containsExactly(ProxyTlv.ALPN, ProxyTlv.CRC32C);
    }

    @Test
    void randomHeadersAreReadAsTheyWereSent() {
        var random = new Random(20_261_127);
        for (int i = 0; i < 20_000; i++) {
            ProxyHeader header = randomHeader(random);
            assertThat(reparsed(header)).as("header %d", i).isEqualTo(header);
        }
    }

    private static ProxyHeader randomHeader(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> ProxyHeader.local(2);
            case 1 -> ProxyHeader.withoutAddresses(1, Command.PROXY);
            case 2 -> ProxyHeader.of(1, randomIp(random), randomIp(random));
            case 3 -> ProxyHeader.of(2, randomPath(random), randomPath(random)).withTlvs(randomTlvs(random));
            default -> ProxyHeader.of(2, randomIp(random), randomIp(random)).withTlvs(randomTlvs(random));
        };
    }

    private static SocketAddress randomIp(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), random.nextInt(65_536));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketAddress randomPath(Random random) {
        return unixPath("/" + "\u00fc".repeat(random.nextInt(54)));
    }

    /** Values that are passed on as they are: no padding, and a checksum only at the end. */
    private static List<ProxyTlv> randomTlvs(Random random) {
        List<ProxyTlv> tlvs = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            int type = random.nextInt(256);
            if (type == ProxyTlv.SSL) {
                tlvs.add(new ProxySsl(random.nextInt(256), false, List.of(value(type, 9), value(0, 0))).toTlv());
            } else if (type != ProxyTlv.NOOP && type != ProxyTlv.CRC32C) {
                byte[] value = new byte[random.nextInt(300)];
                random.nextBytes(value);
                tlvs.add(new ProxyTlv(type, ByteBuffer.wrap(value)));
            }
        }
        return tlvs;
    }

    @Test
    void describesTheTlsThatWasTerminated() throws ProxyProtocolException {
        var session = new TlsSession(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                Optional.of("asked.example"),
                Optional.of("mqtt"),
                List.of(TestCertificates.of("client.example").certificate()));
        ProxyHeader header = reparsed(ProxyHeader.of(2, SOURCE, DESTINATION).withTls(session));
        assertThat(header.authority()).contains("asked.example");
        assertThat(header.applicationProtocol()).contains("mqtt");
        ProxySsl ssl = header.ssl().orElseThrow();
        assertThat(ssl.client()).isEqualTo(ProxySsl.TLS | ProxySsl.CERTIFICATE_IN_SESSION);
        assertThat(ssl.verified()).isTrue();
        assertThat(ssl.version()).contains("TLSv1.3");
        assertThat(ssl.cipherSuite()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(ssl.commonName()).contains("client.example");
        assertThat(header).isEqualTo(parse(bytes(header)));
    }

    @Test
    void aClientWithoutACertificateIsNotVerified() {
        ProxyHeader header = ProxyHeader.of(2, SOURCE, DESTINATION).withTls(plainSession());
        byte[] ssl = tlv(
                ProxyTlv.SSL,
                new byte[] {1, 0, 0, 0, 1},
                tlv(ProxyTlv.SSL_VERSION, "TLSv1.2"),
                tlv(ProxyTlv.SSL_CIPHER, "TLS_A"));
        assertThat(bytes(header)).isEqualTo(v2(0x21, 0x11, IPV4, ssl));
        assertThat(header.ssl().orElseThrow().commonName()).isEmpty();
    }

    @Test
    void ownTlsReplacesThatOfAProxyInFrontAsFarAsItGoes() {
        ProxyTlv id = ProxyTlv.of(ProxyTlv.UNIQUE_ID, "u");
        ProxyTlv authority = ProxyTlv.of(ProxyTlv.AUTHORITY, "front.example");
        ProxyTlv old = new ProxySsl(7, true, List.of(ProxyTlv.of(ProxyTlv.SSL_COMMON_NAME, "old"))).toTlv();
        ProxyHeader front = ProxyHeader.of(2, SOURCE, DESTINATION).withTlvs(List.of(id, authority, old));
        ProxyHeader header = front.withTls(plainSession());
        assertThat(header.tlvs()).hasSize(3).endsWith(id, authority);
        assertThat(header.ssl().orElseThrow().client()).isEqualTo(ProxySsl.TLS);
        assertThat(front.ssl().orElseThrow().commonName()).contains("old");
    }

    private static TlsSession plainSession() {
        return new TlsSession("TLSv1.2", "TLS_A", Optional.empty(), Optional.empty(), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1})
    void refusesOtherVersions(int version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyHeader.local(version))
                .withMessage("the version of a PROXY header must be 1 or 2: " + version);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void refusesTypesThatAreNoByte(int type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyTlv.of(type, "x"))
                .withMessage("the type of a PROXY header's value must be from 0 to 255: " + type);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxySsl(type, true, List.of()))
                .withMessage("the client's bits in a PROXY header must be from 0 to 255: " + type);
    }

    @Test
    void refusesValuesThatNoHeaderHasRoomFor() {
        assertThat(value(0xE0, 65_535).value().remaining()).isEqualTo(65_535);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> value(0xE0, 65_536))
                .withMessage("the PROXY header's value of type 0xe0 must have at most 65535 bytes: 65536");
    }

    @Test
    void refusesAMalformedValueForTls() {
        ProxyHeader header = ProxyHeader.of(2, SOURCE, DESTINATION);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> header.withTlvs(List.of(value(ProxyTlv.SSL, 4))))
                .withMessage("the value for TLS has 4 bytes, not 5");
    }

    private static ProxyTlv value(int type, int length) {
        return new ProxyTlv(type, ByteBuffer.allocate(length));
    }

    private static SocketAddress ip(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static SocketAddress unixPath(String path) {
        return UnixDomainSocketAddress.of(path);
    }

    private static String ascii(ProxyHeader header) {
        return new String(bytes(header), StandardCharsets.US_ASCII);
    }

    private static String hex(ProxyHeader header) {
        return HexFormat.of().formatHex(bytes(header));
    }

    private static byte[] bytes(ProxyHeader header) {
        ByteBuffer encoded = header.encode();
        assertThat(encoded.position()).isZero();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static ProxyHeader reparsed(ProxyHeader header) {
        try {
            return parse(bytes(header));
        } catch (ProxyProtocolException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProxyHeader parse(byte[] bytes) throws ProxyProtocolException {
        Result result = HeaderParser.parse(ByteBuffer.wrap(bytes));
        assertThat(result).isInstanceOf(Result.Complete.class);
        var complete = (Result.Complete) result;
        assertThat(complete.length()).isEqualTo(bytes.length);
        return complete.header();
    }
}
