package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferBudgetTests {

    private static final int LARGE = 1_000_000;

    @Test
    void aRequestThatDoesNotFitDoesNotBlockOneThatFits() throws Exception {
        var budget = new BufferBudget(100);
        assertThat(budget.tryTake(60)).isTrue();
        var done = new AtomicBoolean();
        var greedy = Background.run(() -> {
            while (!done.get()) {
                assertThat(budget.tryTake(50)).isFalse();
            }
        });
        for (int i = 0; i < 200_000; i++) {
            assertThat(budget.tryTake(40)).isTrue();
            budget.release(40);
        }
        done.set(true);
        greedy.get();
        assertThat(budget.taken()).isEqualTo(60);
    }

    @Test
    void anIdleStreamTakesNothing() throws Exception {
        var budget = new BufferBudget(1_000_000);
        Pipe pipe = Pipe.open(StreamOptions.DEFAULT.withBuffers(budget));
        pipe.client().writeAll(new byte[100]);
        pipe.client().flush();
        assertThat(pipe.server().read(new byte[100])).isPositive();
        assertThat(budget.taken()).isZero();
        pipe.client().close();
        pipe.server().close();
    }

    /** With 0 there is no limit, with 1 no buffer can grow. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 10_000, 1_000_000})
    void bytesArriveWholeWhateverMemoryThereIs(long max) throws Exception {
        var budget = new BufferBudget(max);
        byte[] bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        Callable<byte[]> transfer = () -> {
            Pipe pipe = Pipe.open(StreamOptions.DEFAULT.withBuffers(budget));
            Thread writer = Thread.startVirtualThread(() -> writeInPieces(pipe.client(), bytes));
            byte[] received = new byte[bytes.length];
            for (int at = 0; at < received.length; ) {
                // Less than a buffer's size, so that the bytes go through one.
                at += pipe.server().read(received, at, Math.min(100, received.length - at));
                assertThat(max == 0 || budget.taken() <= max + 4L * 16 * 1024).isTrue();
            }
            writer.join();
            pipe.server().close();
            return received;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<byte[]> received : threads.invokeAll(List.of(transfer, transfer, transfer, transfer))) {
                assertThat(received.get()).isEqualTo(bytes);
            }
        }
        assertThat(budget.taken()).isZero();
    }

    private static void writeInPieces(TcpStream stream, byte[] bytes) {
        var random = new Random(2);
        try (stream) {
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(1 + random.nextInt(2000), bytes.length - at);
                stream.writeAll(bytes, at, count);
                at += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLineMayBeLongOnlyWhileThereIsMemoryForIt() throws Exception {
        var budget = new BufferBudget(100_000);
        var options = StreamOptions.DEFAULT.withBuffers(budget);
        Pipe one = Pipe.open(options);
        Thread writer = Thread.startVirtualThread(
                () -> writeInPieces(one.client(), "x".repeat(90_000).getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(() -> one.server().readLine(StandardCharsets.US_ASCII, LARGE))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("memory");
        one.server().close();
        writer.join();
        assertThat(budget.taken()).isZero();

        Pipe other = Pipe.open(options);
        Thread second = Thread.startVirtualThread(
                () -> writeInPieces(other.client(), "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII)));
        assertThat(other.server().readLine(StandardCharsets.US_ASCII, LARGE)).hasSize(60_000);
        second.join();
        other.server().close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void everythingComesBackWhenAbortedStreamsAreClosed() throws Exception {
        var budget = new BufferBudget(1_000_000);
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Pipe pipe = Pipe.open(StreamOptions.DEFAULT.withBuffers(budget));
            pipe.client().writeAll(new byte[10_000]);
            pipe.client().flush();
            pipe.client().writeAll(new byte[10_000]);
            for (int read = 0; read < 5_000; read += 100) {
                pipe.server().readFully(new byte[100]);
            }
            pipes.add(pipe);
        }
        assertThat(budget.taken()).isGreaterThan(10 * 10_000);
        for (Pipe pipe : pipes) {
            pipe.client().abort("as a test");
            pipe.server().abort("as a test");
            pipe.client().close();
            pipe.server().close();
        }
        assertThat(budget.taken()).isZero();
    }
}
