package dev.weir.capture;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.capture.CaptureSubject.NextStreams;
import dev.weir.capture.Pcapng.Packet;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import dev.weir.stream.TransportPipe;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Captures of transports in memory. */
@Timeout(60)
class CapturesTests {

    private static final long MEMORY = CaptureLimits.MIN_MEMORY;
    private static final Duration LONG = Duration.ofMinutes(10);

    private Captures captures = new Captures(new CaptureLimits(MEMORY, 2, LONG));

    @AfterEach
    void close() {
        captures.close();
    }

    private static CaptureOptions options(CapturedPayload payload) {
        return new CaptureOptions(LONG, MEMORY, payload, null);
    }

    private static NextStreams next(int count) {
        return new NextStreams("echo", null, _ -> true, count);
    }

    private CaptureTransport open(Transport transport) {
        CaptureTransport layer = captures.layer(transport, "echo");
        layer.opened();
        return layer;
    }

    private static List<Packet> packets(Capture capture) throws IOException {
        try (InputStream content = capture.content(capture.status().bytes())) {
            return Pcapng.packets(content.readAllBytes());
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void aFloodFillsTheMemoryAndGoesOnUnharmed() throws Exception {
        Capture capture = captures.start(next(1), new CaptureOptions(LONG, 2 * MEMORY, CapturedPayload.ALL, null));
        TransportPipe pipe = Transport.pipe();
        CaptureTransport layer = open(pipe.server());
        byte[] block = new byte[10_000];
        for (int i = 0; i < 100; i++) {
            Arrays.fill(block, (byte) i);
            ByteBuffer source = ByteBuffer.wrap(block);
            while (source.hasRemaining()) {
                layer.write(source);
            }
            ByteBuffer received = ByteBuffer.allocate(block.length);
            while (received.hasRemaining()) {
                pipe.client().read(received, Transport.NO_TIMEOUT);
            }
            assertThat(received.array()).isEqualTo(block);
        }
        assertThat(capture.status().end()).isEqualTo(CaptureEnd.MEMORY);
        assertThat(capture.status().bytes()).isBetween(MEMORY - 12_000, MEMORY);
        assertThat(packets(capture)).hasSize((int) capture.status().packets());
        assertThat(layer.recorder()).isNull();
        assertThatThrownBy(() -> captures.start(next(1), options(CapturedPayload.NONE)))
                .isInstanceOf(CaptureRefusedException.class)
                .hasMessageContaining("weir.capture.memory");
        captures.delete(capture.id());
        assertThat(captures.start(next(1), options(CapturedPayload.NONE))
                        .status()
                        .end())
                .isNull();
    }

    @Test
    void aFailureEndsTheCaptureAndNotTheStream() throws Exception {
        Capture capture = captures.start(next(1), options(CapturedPayload.ALL));
        TransportPipe pipe = Transport.pipe();
        CaptureTransport layer = open(pipe.server());
        CaptureTransport.Recorder recorder = Objects.requireNonNull(layer.recorder());
        capture.record(recorder.recording(), _ -> {
            throw new OutOfMemoryError("as if there were none");
        });
        assertThat(capture.status().end()).isEqualTo(CaptureEnd.MEMORY);
        assertThat(layer.write(bytes("hello"))).isEqualTo(5);
        layer.ended("peer_closed", false);
        assertThat(packets(capture)).hasSize(3);
    }

    @Test
    void manyStreamsOfManyThreadsAreOneFile() throws Exception {
        int streams = 8;
        int writes = 100;
        Capture capture = captures.start(next(streams), options(CapturedPayload.ALL));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                TransportPipe pipe = Transport.pipe();
                CaptureTransport layer = open(pipe.server());
                running.add(threads.submit(() -> exchange(layer, pipe.client(), writes)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertThat(capture.status().end()).isEqualTo(CaptureEnd.STREAMS_ENDED);
        assertThat(capture.status().streams()).isEqualTo(streams);
        assertContinuous(packets(capture), 2 * streams);
    }

    /** Writes as often as it reads, on two threads. */
    private static Void exchange(CaptureTransport server, Transport client, int count) throws Exception {
        Thread writer =
                Thread.startVirtualThread(() -> IntStream.range(0, count).forEach(_ -> {
                    try {
                        server.write(bytes("reply"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        for (int i = 0; i < count; i++) {
            client.write(bytes("request"));
            server.read(ByteBuffer.allocate(100), Transport.NO_TIMEOUT);
        }
        writer.join();
        server.finish();
        server.ended("handler_completed", false);
        return null;
    }

    /** Each direction's sequence numbers follow each other without a gap. */
    private static void assertContinuous(List<Packet> packets, int directions) {
        Map<List<Integer>, Integer> next = new HashMap<>();
        for (Packet packet : packets) {
            List<Integer> direction =
                    List.of(packet.sourcePort(), packet.bytes().getShort(packet.tcpAt() + 2) & 0xFFFF);
            Integer expected = next.get(direction);
            if (expected != null) {
                assertThat(packet.sequence()).isEqualTo(expected);
            }
            int phantom = (packet.flags() & 3) == 0 ? 0 : 1;
            next.put(direction, packet.sequence() + packet.payload().length + phantom);
        }
        assertThat(next).hasSize(directions);
        assertThat(packets).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
    }

    @Test
    void noMoreCapturesRunThanAllowed() throws Exception {
        Capture first = captures.start(next(1), options(CapturedPayload.NONE));
        captures.start(next(1), options(CapturedPayload.NONE));
        assertThatThrownBy(() -> captures.start(next(1), options(CapturedPayload.NONE)))
                .isInstanceOf(CaptureRefusedException.class)
                .hasMessageContaining("2 captures are running");
        assertThat(captures.delete(first.id())).isTrue();
        captures.start(next(1), options(CapturedPayload.NONE));
    }

    @Test
    void aStreamIsRecordedByOneCaptureOnly() throws Exception {
        CaptureTransport layer = open(Transport.pipe().server());
        Capture capture = captures.start(layer, options(CapturedPayload.NONE));
        assertThat(capture).isNotNull();
        assertThatThrownBy(() -> captures.start(layer, options(CapturedPayload.NONE)))
                .isInstanceOf(CaptureRefusedException.class)
                .hasMessageContaining("recorded by capture " + capture.id());
        layer.ended("admin", false);
        assertThat(captures.start(layer, options(CapturedPayload.NONE))).isNull();
        assertThat(captures.all()).containsExactly(capture);
    }

    @Test
    void onlyTheClientsAskedForAreRecorded() throws Exception {
        InetAddress wanted = InetAddress.ofLiteral("192.0.2.7");
        captures.start(
                new NextStreams(
                        "echo",
                        "192.0.2.7",
                        address -> address instanceof InetSocketAddress inet
                                && inet.getAddress().equals(wanted),
                        2),
                options(CapturedPayload.NONE));
        assertThat(open(from("192.0.2.8")).recorder()).isNull();
        assertThat(open(from("192.0.2.7")).recorder()).isNotNull();
        CaptureTransport other = captures.layer(from("192.0.2.7"), "other");
        other.opened();
        assertThat(other.recorder()).isNull();
    }

    private static Transport from(String client) {
        Transport below = Transport.pipe().server();
        return new TransportLayer() {
            @Override
            public Transport below() {
                return below;
            }

            @Override
            public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
                return below.read(destination, timeoutNanos);
            }

            @Override
            public SocketAddress remoteAddress() {
                return new InetSocketAddress(InetAddress.ofLiteral(client), 4711);
            }
        };
    }

    @Test
    void aCaptureEndsInTimeAndIsDeletedLater() throws Exception {
        captures = new Captures(new CaptureLimits(MEMORY, 1, Duration.ofMillis(200)));
        Capture capture =
                captures.start(next(1), new CaptureOptions(Duration.ofMillis(100), MEMORY, CapturedPayload.NONE, null));
        await().until(() -> capture.status().end() == CaptureEnd.DURATION);
        assertThat(open(Transport.pipe().server()).recorder()).isNull();
        await().until(() -> captures.all().isEmpty());
        assertThatThrownBy(() -> capture.content(1).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deleted");
    }

    @Test
    void aRunningCaptureIsReadAsFarAsItIs() throws Exception {
        Capture capture = captures.start(next(1), options(CapturedPayload.ALL));
        CaptureTransport layer = open(Transport.pipe().server());
        long length = capture.status().bytes();
        InputStream content = capture.content(length);
        layer.write(bytes("more"));
        assertThat(Pcapng.packets(content.readAllBytes())).hasSize(3);
        assertThat(packets(capture)).hasSize(4);
        assertThat(capture.status().bytes()).isGreaterThan(length);
    }
}
