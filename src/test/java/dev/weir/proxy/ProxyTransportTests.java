package dev.weir.proxy;

import static dev.weir.proxy.HeaderBytes.inet;
import static dev.weir.proxy.HeaderBytes.join;
import static dev.weir.proxy.HeaderBytes.tlv;
import static dev.weir.proxy.HeaderBytes.v2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.net.CidrBlocks;
import dev.weir.proxy.ProxyProtocol.Mode;
import dev.weir.stream.Half;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTransportTests {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CidrBlocks PROXIES = CidrBlocks.parse(List.of("192.0.2.0/24"));
    private static final ProxyProtocol OPTIONAL = new ProxyProtocol(Mode.OPTIONAL, PROXIES::contains, LONG);
    private static final ProxyProtocol REQUIRED = new ProxyProtocol(Mode.REQUIRED, PROXIES::contains, LONG);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 56_324);
    private static final String LINE = "PROXY TCP4 198.51.100.7 203.0.113.1 56324 443\r\n";
    private static final byte[] BINARY =
            v2(0x21, 0x11, inet("198.51.100.7", "203.0.113.1", 56_324, 443), tlv(ProxyTlv.NOOP, new byte[700]));

    @ParameterizedTest
    @EnumSource(Mode.class)
    void exposesTheClientsAddressAndPassesTheRestOn(Mode mode) throws IOException {
        var settings = new ProxyProtocol(mode, PROXIES::contains, LONG);
        for (byte[] header : new byte[][] {ascii(LINE), BINARY}) {
            byte[] payload = ascii("PROXY me if you can\r\n" + "x".repeat(1000));
            for (Transport transport : new Transport[] {
                SegmentTransport.sends(join(header, payload)),
                SegmentTransport.sends(header, payload),
                SegmentTransport.byteByByte(join(header, payload)),
            }) {
                ProxyTransport proxied = settings.accept(transport);
                assertThat(proxied.remoteAddress()).isEqualTo(CLIENT);
                assertThat(proxied.peerAddress()).isEqualTo(SegmentTransport.PEER);
                assertThat(proxied.localAddress()).isEqualTo(SegmentTransport.LOCAL);
                assertThat(proxied.header().orElseThrow().destination())
                        .contains(new InetSocketAddress("203.0.113.1", 443));
                assertThat(proxied.id()).isEqualTo(transport.id());
                assertThat(readAll(proxied)).isEqualTo(payload);
            }
        }
    }

    /** At every byte the buffer is at most four times as large as the bytes that have arrived, or has its initial size. */
    @Test
    void roomGrowsWithWhatHasArrived() throws IOException {
        byte[] header =
                v2(0x21, 0x11, inet("198.51.100.7", "203.0.113.1", 56_324, 443), tlv(ProxyTlv.NOOP, new byte[16_000]));
        var largest = new AtomicInteger();
        var arrived = new AtomicInteger();
        Transport scripted = SegmentTransport.byteByByte(header);
        var watched = new TransportLayer() {
            @Override
            public Transport below() {
                return scripted;
            }

            @Override
            public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
                assertThat(destination.capacity()).isLessThanOrEqualTo(Math.max(256, 4 * arrived.get()));
                largest.accumulateAndGet(destination.capacity(), Math::max);
                return arrived.addAndGet(scripted.read(destination, timeoutNanos)) > 0 ? 1 : -1;
            }
        };
        assertThat(REQUIRED.accept(watched).remoteAddress()).isEqualTo(CLIENT);
        assertThat(largest).hasValue(header.length);
    }

    @Test
    void doesNotWaitForPayload() throws IOException {
        ProxyTransport proxied = REQUIRED.accept(SegmentTransport.sendsAndFallsSilent(ascii(LINE)));
        assertThat(proxied.remoteAddress()).isEqualTo(CLIENT);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> proxied.read(ByteBuffer.allocate(1), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n \0\0\0"})
    void aConnectionOfTheProxysOwnKeepsItsAddress(String header) throws IOException {
        ProxyTransport proxied = REQUIRED.accept(SegmentTransport.sends(header + "ping"));
        assertThat(proxied.header()).isPresent();
        assertThat(proxied.remoteAddress()).isEqualTo(SegmentTransport.PEER);
        assertThat(readAll(proxied)).asString().isEqualTo("ping");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PROXY",
                "PROXIED\r\n",
                "\r\n",
                "\r\n\r\n\0\r\nQUIT",
                "\r\n\r\n\0\r\nQUIP\n",
                "GET / HTTP/1.1\r\n"
            })
    void optionalTakesWhatIsNoHeaderForPayload(String text) throws IOException {
        for (Transport transport :
                new Transport[] {SegmentTransport.sends(text), SegmentTransport.byteByByte(ascii(text))}) {
            ProxyTransport proxied = OPTIONAL.accept(transport);
            assertThat(proxied.header()).isEmpty();
            assertThat(proxied.remoteAddress()).isEqualTo(SegmentTransport.PEER);
            assertThat(readAll(proxied)).isEqualTo(ascii(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PROXY", "PROXIED\r\n", "\r\n\r\n\0\r\nQUIT", "GET / HTTP/1.1\r\n"})
    void requiredRefusesWhatIsNoHeader(String text) {
        assertThatExceptionOfType(ProxyProtocolException.class)
                .isThrownBy(() -> REQUIRED.accept(SegmentTransport.sends(text)))
                .withMessageStartingWith("there is no header: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PROXY", "\r\n\r\n\0\r\nQUIT"})
    void optionalGoesOnWithASilentPeerAndItsFewBytes(String text) throws IOException {
        ProxyTransport proxied = OPTIONAL.accept(SegmentTransport.sendsAndFallsSilent(ascii(text)));
        assertThat(proxied.header()).isEmpty();
        ByteBuffer read = ByteBuffer.allocate(100);
        while (read.position() < text.length()) {
            assertThat(proxied.read(read, 1)).isPositive();
        }
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(ascii(text)));
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> proxied.read(read.clear(), 1));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void refusesAHeaderThatDoesNotBecomeWhole(Mode mode) {
        var settings = new ProxyProtocol(mode, PROXIES::contains, LONG);
        for (String beginning : new String[] {"PROXY ", LINE.substring(0, LINE.length() - 1), "\r\n\r\n\0\r\nQUIT\n"}) {
            assertThatExceptionOfType(ProxyProtocolException.class)
                    .isThrownBy(() -> settings.accept(SegmentTransport.sends(beginning)))
                    .withMessage("there is no header: the peer finished after " + beginning.length() + " bytes");
            assertThatExceptionOfType(ProxyProtocolException.class)
                    .isThrownBy(() -> settings.accept(SegmentTransport.sendsAndFallsSilent(ascii(beginning))))
                    .withMessage("there is no header: it did not come within PT1M");
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void refusesAWrongHeader(Mode mode) {
        var settings = new ProxyProtocol(mode, PROXIES::contains, LONG);
        assertThatExceptionOfType(ProxyProtocolException.class)
                .isThrownBy(() -> settings.accept(SegmentTransport.sends("PROXY TCP5 1 2 3 4\r\n")));
    }

    @Test
    void fromOthersThanTrustedPeersAHeaderIsPayload() throws IOException {
        var settings = new ProxyProtocol(Mode.OPTIONAL, CidrBlocks.NONE::contains, LONG);
        ProxyTransport transport = settings.accept(SegmentTransport.sends(LINE));
        assertThat(transport.remoteAddress()).isEqualTo(SegmentTransport.PEER);
        assertThat(readAll(transport)).isEqualTo(ascii(LINE));
    }

    @Test
    void requiredRefusesOthersThanTrustedPeers() {
        var settings = new ProxyProtocol(Mode.REQUIRED, CidrBlocks.NONE::contains, LONG);
        assertThatExceptionOfType(ProxyProtocolException.class)
                .isThrownBy(() -> settings.accept(SegmentTransport.sends(LINE)))
                .withMessage("the peer is not trusted");
    }

    @Test
    void theTimeoutIsForTheWholeHeaderNotForEachByte() throws IOException {
        SegmentTransport transport = SegmentTransport.byteByByte(BINARY);
        REQUIRED.accept(transport);
        assertThat(transport.timeouts())
                .hasSize(BINARY.length)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .allMatch(timeout -> timeout > 0 && timeout <= LONG.toNanos());
        assertThat(transport.timeouts().getLast())
                .isLessThan(transport.timeouts().getFirst());
    }

    @Test
    void doesNotWaitForASilentSocket() throws Exception {
        var settings = new ProxyProtocol(Mode.REQUIRED, _ -> true, Duration.ofMillis(50));
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream client = TcpStream.connect(listener.toString());
                Transport accepted = listener.acceptTransport()) {
            client.write(ascii("PROXY "));
            client.flush();
            assertThatExceptionOfType(ProxyProtocolException.class)
                    .isThrownBy(() -> settings.accept(accepted))
                    .withMessage("there is no header: it did not come within PT0.05S");
        }
    }

    @Test
    void worksUnderAStream() throws Exception {
        var settings = new ProxyProtocol(Mode.REQUIRED, _ -> true, LONG);
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream client = TcpStream.connect(listener.toString())) {
            client.write(ascii(LINE + "hello\n"));
            client.shutdown();
            try (TcpStream stream =
                    TcpStream.over(settings.accept(listener.acceptTransport()), StreamOptions.DEFAULT)) {
                assertThat(stream.remoteAddress()).isEqualTo(CLIENT);
                assertThat(stream.peerAddress()).isEqualTo(client.localAddress());
                assertThat(stream.readLine(StandardCharsets.US_ASCII, 80)).isEqualTo("hello");
                assertThat(stream.read(new byte[1])).isEqualTo(-1);
                stream.write(ascii("bye"));
            }
            assertThat(client.inputStream().readAllBytes()).asString().isEqualTo("bye");
        }
    }

    @Test
    void whatCameWithTheHeaderIsNotReadAfterCloseOrShutdown() throws IOException {
        ProxyTransport shut = REQUIRED.accept(SegmentTransport.sends(LINE + "more"));
        shut.shutdown(Half.READ);
        assertThat(shut.read(ByteBuffer.allocate(10), 0)).isEqualTo(-1);
        ProxyTransport closed = REQUIRED.accept(SegmentTransport.sends(LINE + "more"));
        closed.close();
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> closed.read(ByteBuffer.allocate(10), 0));
    }

    @Test
    void aTimeoutOfZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyProtocol(Mode.REQUIRED, _ -> true, Duration.ZERO))
                .withMessage("the timeout for a PROXY header must be positive: PT0S");
    }

    private static byte[] readAll(Transport transport) throws IOException {
        var all = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(7);
        while (transport.read(some.clear(), 0) >= 0) {
            all.write(some.array(), 0, some.position());
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
