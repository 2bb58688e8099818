package dev.weir.test;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.TransportText.read;
import static dev.weir.testing.TransportText.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.stream.Background;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pace and the pieces of a connection with faults, and how faults are described. */
@Timeout(60)
class FaultsTests {

    private static final long LONG = Duration.ofSeconds(30).toNanos();
    private static final long SHORT = Duration.ofMillis(20).toNanos();

    private final TransportPipe pipe = Transport.pipe();
    private final Transport peer = pipe.client();

    private Transport with(Faults faults) {
        return faults.applyTo(pipe.server());
    }

    @Test
    void segmentsEndWhereTheirLengthsSayAndTheLastRepeats() throws IOException {
        Transport transport = with(Faults.none().segments(1, 3, 2));
        write(peer, "abcdefghij");
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(read(transport, LONG));
        }
        assertThat(parts).containsExactly("a", "bcd", "ef", "gh", "ij");
    }

    @Test
    void aSegmentGoesOnAfterAReadOfLess() throws IOException {
        Transport transport = with(Faults.none().segments(4));
        write(peer, "abcdefgh");
        assertThat(transport.read(ByteBuffer.allocate(3), LONG)).isEqualTo(3);
        assertThat(read(transport, LONG)).isEqualTo("d");
        assertThat(read(transport, LONG)).isEqualTo("efgh");
    }

    @Test
    void availableBytesEndWithTheSegment() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                Transport server = Faults.none().segments(3).endAfter(7).applyTo(listener.acceptTransport())) {
            write(client, "abcdefgh");
            await().until(() -> server.available() == 3);
            assertThat(server.read(ByteBuffer.allocate(2), LONG)).isEqualTo(2);
            assertThat(server.available()).isEqualTo(1);
            assertThat(read(server, LONG) + read(server, LONG)).isEqualTo("cdef");
            assertThat(server.available()).isEqualTo(1);
            assertThat(read(server, LONG) + read(server, LONG)).isEqualTo("gend");
            assertThat(server.available()).isZero();
        }
    }

    @Test
    void writesTakeNoMoreThanASegment() throws IOException {
        Transport transport = with(Faults.none().segments(2, 5));
        ByteBuffer source = ByteBuffer.wrap("abcdefgh".getBytes(UTF_8));
        assertThat(transport.write(source)).isEqualTo(2);
        assertThat(transport.write(source)).isEqualTo(5);
        assertThat(source.remaining()).isEqualTo(1);
        assertThat(source.limit()).isEqualTo(8);
        assertThat(read(peer, LONG)).isEqualTo("abcdefg");
    }

    @Test
    void latencyDelaysWhatHasArrivedAndAReadThatTimesOutLosesNothing() throws IOException {
        Transport transport = with(Faults.none().latency(Duration.ofMillis(200)));
        write(peer, "late");
        long start = System.nanoTime();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(transport, SHORT));
        assertThat(transport.available()).isZero();
        assertThat(read(transport, LONG)).isEqualTo("late");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        peer.close();
        assertThat(read(transport, LONG)).isEqualTo("end");
    }

    @Test
    void latencyOfWritesDelaysThem() throws IOException {
        Transport transport = with(Faults.none().writing(Faults.none().latency(Duration.ofMillis(100))));
        long start = System.nanoTime();
        assertThat(write(transport, "late")).isEqualTo(4);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void bandwidthLimitsBothDirections() throws IOException {
        Faults slow = Faults.none().bandwidth(1_000);
        Transport transport = with(slow.writing(slow));
        write(peer, "x".repeat(200));
        long start = System.nanoTime();
        for (int left = 200; left > 0; ) {
            int count = read(transport, LONG).length();
            assertThat(count).isLessThanOrEqualTo(50);
            left -= count;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
        start = System.nanoTime();
        ByteBuffer source = ByteBuffer.allocate(200);
        while (source.hasRemaining()) {
            transport.write(source);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
    }

    @Test
    void aDelayedReadEndsWithAClose() throws Exception {
        Transport transport = with(Faults.none().latency(Duration.ofHours(1)));
        write(peer, "late");
        var read = Background.call(() -> read(transport, Transport.NO_TIMEOUT)).awaitBlocked();
        transport.close();
        assertThat(read.failure()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void randomFaultsShowTheirSeedAndRepeat() throws IOException {
        assertThat(Faults.random(42)).hasToString("Faults.random(42)");
        assertThat(lengths(Faults.random(42))).isEqualTo(lengths(Faults.random(42)));
        assertThat(lengths(Faults.random(42))).isNotEqualTo(lengths(Faults.random(43)));
    }

    private static List<Integer> lengths(Faults faults) throws IOException {
        TransportPipe ends = Transport.pipe();
        ends.client().write(ByteBuffer.allocate(5_000));
        ends.client().close();
        Transport transport = faults.applyTo(ends.server());
        List<Integer> lengths = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(5_000);
        for (int count; (count = transport.read(buffer.clear(), LONG)) > 0; ) {
            lengths.add(count);
        }
        assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
        return lengths;
    }

    @Test
    void faultsAreShownAsTheCodeThatCreatesThem() {
        assertThat(Faults.none()
                        .segments(1, 20)
                        .latency(Duration.ofMillis(5))
                        .writing(Faults.none().bandwidth(100).stallAfter(7))
                        .endAfter(9))
                .hasToString("Faults.none().segments(1, 20).latency(PT0.005S)"
                        + ".writing(Faults.none().bandwidth(100).stallAfter(7)).endAfter(9)");
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        Faults none = Faults.none();
        for (Runnable mistake : List.<Runnable>of(
                none::segments,
                () -> none.segments(1, 0),
                () -> none.latency(Duration.ofMillis(-1)),
                () -> none.bandwidth(0),
                () -> none.stallAfter(-1),
                () -> none.resetAfter(-1),
                () -> none.endAfter(-1))) {
            assertThatIllegalArgumentException().isThrownBy(mistake::run).withMessageMatching("\\w+ must .*: .+");
        }
    }
}
