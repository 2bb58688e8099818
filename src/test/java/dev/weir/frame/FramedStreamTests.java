package dev.weir.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.weir.stream.Background;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.Half;
import dev.weir.stream.Pipe;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.RateLimit;
import dev.weir.stream.RateLimitedTransport;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import dev.weir.testing.Patience;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a framed stream asks of its transport and takes of memory. */
@Timeout(60)
class FramedStreamTests {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 61, 62, 63, 64, 300, 5000, 100_000})
    void aFrameIsOneWriteWhateverTheSizeOfTheStreamsBuffer(int length) throws IOException {
        var transport = new StubTransport((_, _) -> -1);
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT.withBufferSize(64));
        var frames = FramedStream.over(stream, FrameFormat.stxEtx(100_000));
        frames.write("a".repeat(length), UTF_8);
        frames.flush();
        assertThat(transport.writes()).containsExactly("\2" + "a".repeat(length) + "\3");
    }

    @Test
    void aFrameIsNotSplitWhereTheBufferIsFull() throws IOException {
        var transport = new StubTransport((_, _) -> -1);
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT.withBufferSize(64));
        var frames = FramedStream.over(stream, FrameFormat.stxEtx(100));
        String payload = "a".repeat(38);
        frames.write(payload, UTF_8);
        frames.write(payload, UTF_8);
        frames.flush();
        assertThat(transport.writes()).containsExactly("\2" + payload + "\3", "\2" + payload + "\3");
    }

    @Test
    void aFrameThatAnotherThreadPushesIsOneWrite() throws Exception {
        var reading = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var transport = new StubTransport((_, _) -> {
            reading.countDown();
            awaitOpen(mayEnd);
            return -1;
        });
        var frames = FramedStream.over(TcpStream.over(transport, StreamOptions.DEFAULT), FrameFormat.stxEtx(100));
        var reader = Background.call(frames::read);
        awaitOpen(reading);
        frames.write("pushed", UTF_8);
        assertThat(transport.writes()).containsExactly("\2pushed\3");
        mayEnd.countDown();
        assertThat(reader.get()).isNull();
    }

    @Test
    void eachWaitGetsWhatIsLeftOfTheFramesTime() throws IOException {
        List<Long> timeouts = new ArrayList<>();
        var transport = new StubTransport((destination, timeoutNanos) -> {
            timeouts.add(timeoutNanos);
            destination.put((byte) (timeouts.size() % 4 == 0 ? '\n' : 'x'));
            return 1;
        });
        var limit = Duration.ofHours(1);
        var frames = FramedStream.over(
                TcpStream.over(transport, StreamOptions.DEFAULT), FrameFormat.lines(10), limit, FrameObserver.NONE);
        frames.read();
        frames.read();
        // Between two frames there is no limit.
        assertThat(timeouts.get(0)).isZero();
        assertThat(timeouts.get(4)).isZero();
        assertThat(timeouts.subList(1, 4)).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(timeouts.subList(1, 4)).allMatch(nanos -> nanos > 0 && nanos <= limit.toNanos());
        assertThat(timeouts.get(5)).isGreaterThan(timeouts.get(3));
    }

    @Test
    void theTimeForWhichALimitHoldsAFrameBackIsNotPartOfTheFramesTime() throws Exception {
        TransportPipe pipe = Transport.pipe();
        var limited = new RateLimitedTransport(pipe.server(), List.of(RateLimit.of(100)), List.of());
        var limit = Duration.ofSeconds(1);
        var frames = FramedStream.over(
                TcpStream.over(limited, StreamOptions.DEFAULT), FrameFormat.lines(1000), limit, FrameObserver.NONE);
        TcpStream client = TcpStream.over(pipe.client(), StreamOptions.DEFAULT);
        client.writeAll("a".repeat(250).getBytes(UTF_8));
        client.flush();
        Background<byte[]> reader = Background.call(frames::read);
        var sampled = new AtomicLong();
        Patience.await().until(() -> {
            long heldBack = limited.heldBackNanos(Half.READ);
            boolean waitsForTheClient = sampled.getAndSet(heldBack) == heldBack;
            return waitsForTheClient && heldBack > limit.toNanos();
        });
        client.writeAll("\n".getBytes(UTF_8));
        client.flush();
        assertThat(reader.get()).hasSize(250);
        client.abort("done");
    }

    @Test
    void anAnnouncedLengthTakesNoMemory() throws IOException {
        var announced = new Announcing(Integer.MAX_VALUE);
        Pipe pipe = TcpStream.pipe();
        pipe.client().writeAll(new byte[100]);
        pipe.client().shutdown();
        var frames = FramedStream.over(pipe.server(), announced);
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        assertThatExceptionOfType(FrameException.class).isThrownBy(frames::readView);
        assertThat(MEMORY.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        pipe.client().abort("done");
    }

    @Test
    void asksTheFormatOnlyOnceThereAreAsManyBytesAsItNeeds() throws IOException {
        var format = new Announcing(50);
        var transport = new StubTransport((destination, _) -> {
            destination.put((byte) 'x');
            return 1;
        });
        FramedStream.over(TcpStream.over(transport, StreamOptions.DEFAULT), format)
                .readView();
        assertThat(format.calls).containsExactly("1 from 0", "50 from 1");
    }

    @Test
    void aFormatWithoutLimitIsStoppedShortlyAboveItsMaximum() {
        var transport = new StubTransport((destination, _) -> {
            destination.put((byte) 'x');
            return 1;
        });
        var format = new Announcing(Integer.MAX_VALUE) {
            @Override
            public Found find(ByteBuffer received, int scanned) {
                return new Found.Incomplete(0, received.remaining() + 1);
            }
        };
        var frames = FramedStream.over(TcpStream.over(transport, StreamOptions.DEFAULT), format);
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(frames::readView)
                .withMessage("a frame is longer than 10 bytes");
    }

    @Test
    void isRejectedOnceWhenTheBuffersMemoryIsUsedUp() {
        var transport = new StubTransport((destination, _) -> {
            int count = destination.remaining();
            destination.put(new byte[count]);
            return count;
        });
        var options = StreamOptions.DEFAULT.withBuffers(new BufferBudget(50_000));
        var observer = new RecordingObserver();
        var frames = FramedStream.over(
                TcpStream.over(transport, options), FrameFormat.lines(1_000_000), Duration.ZERO, observer);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(frames::readView)
                    .withMessageContaining("the buffers' memory is used up");
        }
        assertThat(observer.events()).containsExactly("rejected TOO_LARGE");
    }

    @Test
    void aLargeViewIsFreedWhileTheStreamWaits() throws Exception {
        Pipe pipe = TcpStream.pipe();
        var frames = FramedStream.over(pipe.server(), FrameFormat.lines(1_000_000));
        var frame = Background.call(() -> new WeakReference<>(frames.readView()));
        pipe.client().writeAll(("x".repeat(500_000) + "\n").getBytes(UTF_8));
        pipe.client().flush();
        WeakReference<ByteBuffer> view = frame.get();
        var waiting = Background.call(frames::read).awaitBlocked();
        Patience.await().until(() -> {
            System.gc();
            return view.get() == null;
        });
        pipe.client().shutdown();
        assertThat(waiting.get()).isNull();
        pipe.client().abort("done");
    }

    @Test
    void aShortFrameIsReadAndWrittenWithoutAllocation() throws IOException {
        int count = 20_000;
        var transport = new StubTransport((destination, _) -> {
            for (int i = 0; i < 4; i++) {
                destination.put((byte) 'x');
            }
            destination.put((byte) '\n');
            return 5;
        });
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT);
        var frames = FramedStream.over(stream, FrameFormat.lines(10));
        readFrames(frames, count);
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        readFrames(frames, count);
        long perFrame = (MEMORY.getCurrentThreadAllocatedBytes() - before) / count;
        // The Found record is all, and the compiler may remove that.
        assertThat(perFrame).isLessThanOrEqualTo(32);
    }

    private static void readFrames(FramedStream frames, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            if (frames.readView().remaining() != 4) {
                throw new AssertionError("another frame");
            }
        }
    }

    @Test
    void pollsAreAnsweredOnceASecondAtMostAndAreNoFrames() throws IOException {
        Pipe pipe = TcpStream.pipe();
        var observer = new RecordingObserver();
        var frames = FramedStream.over(pipe.server(), new Polled(), Duration.ZERO, observer);
        pipe.client().writeAll("???!".getBytes(UTF_8));
        pipe.client().shutdown();
        assertThat(frames.readText(UTF_8)).isEqualTo("!");
        assertThat(frames.read()).isNull();
        frames.close();
        assertThat(pipe.client().inputStream().readAllBytes()).asString(UTF_8).isEqualTo("?");
        assertThat(observer.events()).containsExactly("received 1");
        pipe.client().close();
    }

    @Test
    void refusesANegativeTimeout() {
        TcpStream stream = TcpStream.pipe().server();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FramedStream.over(stream, FrameFormat.fixed(1), Duration.ofMillis(-1), FrameObserver.NONE));
    }

    private static void awaitOpen(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the latch was not opened");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Frames of one byte; question marks are polls. */
    private static final class Polled implements FrameFormat {

        @Override
        public Found find(ByteBuffer received, int scanned) {
            return received.get(received.position()) == '?' ? new Found.Nothing(1) : new Found.Frame(0, 1, 1);
        }

        @Override
        public ByteBuffer answer(ByteBuffer skipped) {
            return skipped;
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            sink.put(payload);
        }

        @Override
        public int max() {
            return 1;
        }
    }

    /** A format whose frames have a length that it announces with their first byte. */
    private static class Announcing implements FrameFormat {

        private final int length;
        private final List<String> calls = new ArrayList<>();

        Announcing(int length) {
            this.length = length;
        }

        @Override
        public Found find(ByteBuffer received, int scanned) {
            calls.add(received.remaining() + " from " + scanned);
            return received.remaining() < length ? new Found.Incomplete(1, length) : new Found.Frame(0, 1, length);
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            sink.put(payload);
        }

        @Override
        public int max() {
            return 10;
        }
    }
}
