package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.testing.Patience;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RateLimitedTransportTests {

    /** A wait of half a second for each 50 bytes: a test that waited for more than a few would fail. */
    private static final long SLOW = 100;

    private static final long FAST = 500_000;

    /** Bytes that pass at {@link #FAST} without a wait: 50 ms' bytes, and a slice. */
    private static final long FAST_BURST = FAST / 20 + 16 * 1024;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TransportPipe pipe = Transport.pipe();

    private static RateLimitedTransport reading(Transport transport, RateLimit... limits) {
        return new RateLimitedTransport(transport, List.of(limits), List.of());
    }

    private static RateLimitedTransport writing(Transport transport, RateLimit... limits) {
        return new RateLimitedTransport(transport, List.of(), List.of(limits));
    }

    private static void writeAll(Transport transport, int length) throws IOException {
        ByteBuffer source = ByteBuffer.allocate(length);
        while (source.hasRemaining()) {
            transport.write(source);
        }
    }

    private static int readAll(Transport transport) throws IOException {
        ByteBuffer room = ByteBuffer.allocate(100_000);
        int total = 0;
        for (int count = transport.read(room, Transport.NO_TIMEOUT);
                count > 0;
                count = transport.read(room.clear(), Transport.NO_TIMEOUT)) {
            total += count;
        }
        return total;
    }

    /** Uses up what passes without a wait, and starts a write that waits. */
    private static Background<Void> blockedWriter(RateLimitedTransport transport) {
        return Background.run(() -> writeAll(transport, 1_000_000)).awaitBlocked();
    }

    private Background<Integer> blockedReader(RateLimitedTransport transport) throws IOException {
        writeAll(pipe.client(), 10_000);
        Background<Integer> reader = Background.call(() -> readAll(transport));
        awaitHeldBack(transport, Half.READ);
        return reader;
    }

    private static void awaitHeldBack(RateLimitedTransport transport, Half half) {
        Patience.await().until(() -> transport.isHoldingBack(half));
    }

    @Test
    void readsAreNeverFasterThanTheLimit() throws Exception {
        RateLimitedTransport limited = reading(pipe.server(), RateLimit.of(FAST));
        long start = System.nanoTime();
        Background<Void> writer = Background.run(() -> {
            writeAll(pipe.client(), 1_000_000);
            pipe.client().shutdown(Half.WRITE);
        });
        assertThat(neverFaster(limited, start, FAST, FAST_BURST)).isEqualTo(1_000_000);
        writer.get();
        assertThat(limited.heldBackNanos(Half.READ)).isPositive();
        assertThat(limited.heldBackNanos(Half.WRITE)).isZero();
    }

    @Test
    void writesAreNeverFasterThanTheLimit() throws Exception {
        RateLimitedTransport limited = writing(pipe.client(), RateLimit.of(FAST));
        long start = System.nanoTime();
        Background<Void> writer = Background.run(() -> {
            writeAll(limited, 1_000_000);
            limited.shutdown(Half.WRITE);
        });
        assertThat(neverFaster(pipe.server(), start, FAST, FAST_BURST)).isEqualTo(1_000_000);
        writer.get();
        assertThat(limited.heldBackNanos(Half.WRITE)).isPositive();
        assertThat(limited.heldBackNanos(Half.READ)).isZero();
    }

    @Test
    void theLowerOfTwoLimitsApplies() throws Exception {
        RateLimitedTransport limited = writing(pipe.client(), RateLimit.of(FAST), RateLimit.of(100 * FAST));
        long start = System.nanoTime();
        Background<Void> writer = Background.run(() -> {
            writeAll(limited, 200_000);
            limited.shutdown(Half.WRITE);
        });
        assertThat(neverFaster(pipe.server(), start, FAST, FAST_BURST)).isEqualTo(200_000);
        writer.get();
    }

    /** Reads to the end, and checks the bound after each read. */
    private static long neverFaster(Transport transport, long start, long rate, long burst) throws IOException {
        ByteBuffer room = ByteBuffer.allocate(100_000);
        long total = 0;
        for (int count = transport.read(room, Transport.NO_TIMEOUT);
                count > 0;
                count = transport.read(room.clear(), Transport.NO_TIMEOUT)) {
            total += count;
            assertThat(total).isLessThanOrEqualTo(burst + rate * (System.nanoTime() - start) / SECOND + 1);
        }
        return total;
    }

    @Test
    void transportsShareALimitEqually() throws Exception {
        RateLimit shared = RateLimit.of(FAST);
        var first = new Share(shared);
        var second = new Share(shared);
        var third = new Share(shared);
        Patience.await().until(() -> first.received() + second.received() + third.received() > 1_000_000);
        List<Long> received = List.of(first.received(), second.received(), third.received());
        for (Share share : List.of(first, second, third)) {
            share.close();
        }
        assertThat(received).allSatisfy(bytes -> assertThat(bytes).isBetween(233_000L, 433_000L));
    }

    /** A transport that writes as much as it may, to a peer that reads. */
    private static final class Share {

        private final TransportPipe pipe = Transport.pipe();
        private final AtomicLong received = new AtomicLong();
        private final RateLimitedTransport limited;

        Share(RateLimit shared) {
            limited = writing(pipe.client(), shared);
            Background<Void> _ = Background.run(() -> writeAll(limited, 100_000_000));
            Background<Void> _ = Background.run(() -> {
                ByteBuffer room = ByteBuffer.allocate(100_000);
                while (true) {
                    received.addAndGet(pipe.server().read(room.clear(), Transport.NO_TIMEOUT));
                }
            });
        }

        long received() {
            return received.get();
        }

        void close() throws IOException {
            limited.close();
            pipe.server().close();
        }
    }

    @Test
    void theFirstBytesPassAtOnceHoweverFewATransportTakes() throws IOException {
        RateLimitedTransport limited = writing(new OneByteAtATime(pipe.client()), RateLimit.of(SLOW));
        writeAll(limited, 100);
        assertThat(limited.heldBackNanos(Half.WRITE)).isZero();
    }

    /** Takes one byte of each write. */
    private record OneByteAtATime(Transport below) implements TransportLayer {

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return below.read(destination, timeoutNanos);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            below.write(ByteBuffer.wrap(new byte[] {source.get()}));
            return 1;
        }
    }

    @Test
    void closeEndsAWriteThatWaitsForTheLimit() throws Exception {
        RateLimitedTransport limited = writing(pipe.client(), RateLimit.of(SLOW));
        Background<Void> writer = blockedWriter(limited);
        limited.close();
        assertThat(writer.failure()).isInstanceOf(AsynchronousCloseException.class);
        assertThat(limited.isOpen()).isFalse();
    }

    @Test
    void closeEndsAReadThatWaitsForTheLimit() throws Exception {
        RateLimitedTransport limited = reading(pipe.server(), RateLimit.of(SLOW));
        Background<Integer> reader = blockedReader(limited);
        limited.close();
        assertThat(reader.failure()).isInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void resetEndsAWaitAtOnce() throws Exception {
        RateLimitedTransport limited = writing(pipe.client(), RateLimit.of(SLOW));
        Background<Void> writer = blockedWriter(limited);
        limited.reset();
        assertThat(writer.failure()).isInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void interruptingAWaitClosesAndKeepsTheFlag() throws Exception {
        RateLimitedTransport limited = writing(pipe.client(), RateLimit.of(SLOW));
        Background<Void> writer = blockedWriter(limited);
        writer.interrupt();
        assertThat(writer.failure()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(writer.wasInterruptedAtEnd()).isTrue();
        assertThat(limited.isOpen()).isFalse();
    }

    @Test
    void theEndOfReadingEndsAWaitAndLosesNoByte() throws Exception {
        RateLimitedTransport limited = reading(pipe.server(), RateLimit.of(SLOW));
        Background<Integer> reader = blockedReader(limited);
        limited.shutdown(Half.READ);
        assertThat(reader.get()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void whatIsDiscardedByACloseDoesNotWait() throws Exception {
        RateLimitedTransport limited = reading(new Unfinished(pipe.server()), RateLimit.of(SLOW));
        Background<Integer> reader = blockedReader(limited);
        pipe.client().shutdown(Half.WRITE);
        limited.finish();
        assertThat(reader.get()).isEqualTo(10_000);
    }

    /** As a socket, but unlike a pipe, it may be read after {@link #finish}. */
    private record Unfinished(Transport below) implements TransportLayer {

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return below.read(destination, timeoutNanos);
        }

        @Override
        public void finish() throws IOException {
            below.shutdown(Half.WRITE);
        }
    }

    @Test
    void thoseThatLeaveTheQueueDoNotDelayThoseBehind() throws Exception {
        RateLimit shared = RateLimit.of(SLOW);
        writeAll(writing(Transport.pipe().client(), shared), 100);
        List<RateLimitedTransport> leaving = new ArrayList<>();
        IntStream.range(0, 200)
                .forEach(_ -> leaving.add(writing(Transport.pipe().client(), shared)));
        List<Background<Void>> left = leaving.stream()
                .map(each -> Background.run(() -> writeAll(each, 1_000_000)))
                .toList();
        leaving.forEach(each -> awaitHeldBack(each, Half.WRITE));
        Background<Void> staying = Background.run(() -> writeAll(writing(pipe.client(), shared), 50));
        for (RateLimitedTransport each : leaving) {
            each.close();
        }
        staying.get();
        for (Background<Void> each : left) {
            Patience.await().until(each::isDone);
        }
    }

    @Test
    void aReadTimeoutIsTheWaitForThePeerAlone() throws IOException {
        RateLimitedTransport limited = reading(pipe.server(), RateLimit.of(SLOW));
        writeAll(pipe.client(), 200);
        ByteBuffer room = ByteBuffer.allocate(200);
        while (room.hasRemaining()) {
            assertThat(limited.read(room, 1)).isPositive();
        }
        assertThat(limited.heldBackNanos(Half.READ)).isGreaterThan(SECOND / 2);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> limited.read(room.clear(), 1));
        writeAll(pipe.client(), 1);
        assertThat(limited.read(room, SECOND)).isEqualTo(1);
    }

    @Test
    void nothingIsAvailableWhileAReadWouldWait() throws IOException {
        RateLimit shared = RateLimit.of(SLOW);
        RateLimitedTransport limited = reading(new AlwaysAvailable(pipe.server()), shared);
        assertThat(limited.available()).isEqualTo(50);
        writeAll(writing(Transport.pipe().client(), shared), 100);
        assertThat(limited.available()).isZero();
        limited.finish();
        assertThat(limited.available()).isPositive();
    }

    /** Says that many bytes have arrived. */
    private record AlwaysAvailable(Transport below) implements TransportLayer {

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return below.read(destination, timeoutNanos);
        }

        @Override
        public int available() {
            return 10_000;
        }
    }

    @Test
    void closingAStreamEndsAWriteThatWaits() throws Exception {
        TcpStream stream = TcpStream.over(writing(pipe.client(), RateLimit.of(SLOW)), StreamOptions.DEFAULT);
        Background<Void> writer =
                Background.run(() -> stream.writeAll(new byte[100_000])).awaitBlocked();
        stream.close();
        assertThat(writer.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("closed by this side");
    }

    @Test
    void closingAStreamSendsItsLastBytesEvenIfThatTakesLongerThanTheWriteTimeout() throws Exception {
        StreamOptions hasty = StreamOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(50));
        TcpStream stream = TcpStream.over(writing(pipe.client(), RateLimit.of(SLOW)), hasty);
        stream.writeAll(new byte[200]);
        Background<Void> closer = Background.run(stream::close);
        assertThat(readAll(pipe.server())).isEqualTo(200);
        closer.get();
    }

    @Test
    void closingAStreamDoesNotWaitForAPeerThatNeverReadsThoughTheLimitHoldsItBackToo() throws Exception {
        StreamOptions hasty = StreamOptions.DEFAULT.withBufferSize(256 * 1024).withWriteTimeout(Duration.ofMillis(50));
        TcpStream stream = TcpStream.over(writing(pipe.client(), RateLimit.of(FAST)), hasty);
        stream.writeAll(new byte[200_000]);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(stream::close);
    }
}
