package dev.weir.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream under several threads, interrupts, long lines and large buffers, on a scripted transport. */
@Timeout(60)
class StreamFaultsTests {

    private static final StreamOptions OPTIONS = StreamOptions.DEFAULT.withCloseTimeout(Background.PATIENCE);

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void twoThreadsThatCloseAtOnceLoseNoByte() throws Exception {
        var first = new AtomicBoolean(true);
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        TcpStream stream = TcpStream.over(transport, OPTIONS);
        stream.writeAll("hello".getBytes(UTF_8));
        transport.onOpenCheck(() -> {
            if (first.compareAndSet(true, false)) {
                arrived.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        var closer = Background.run(stream::close);
        arrived.await();
        stream.close();
        goOn.countDown();
        closer.get();
        assertThat(transport.calls).containsExactly("write 5", "finish", "close");
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // The test needs a thread that is runnable but does not run.
    void aCloseSendsWhatAThreadInTheMiddleOfAWriteLeaves() throws Exception {
        var inside = new CountDownLatch(1);
        var goOn = new AtomicBoolean();
        transport.onWrite(source -> {
            inside.countDown();
            while (!goOn.get()) {
                Thread.yield();
            }
            source.position(source.position() + 1);
            return 1;
        });
        TcpStream stream = TcpStream.over(transport, OPTIONS);
        var writer = Background.run(() -> {
            stream.writeAll("hello".getBytes(UTF_8));
            stream.flush();
        });
        inside.await();
        var closer = Background.run(stream::close);
        await().until(() -> !stream.isOpen());
        goOn.set(true);
        closer.get();
        writer.get();
        assertThat(transport.calls).containsExactly("write 5", "write 4", "finish", "close");
    }

    @Test
    void anInterruptDuringACloseLeavesNothingCounted() throws Exception {
        var budget = new BufferBudget(1_000_000);
        transport.onFinish(() -> Thread.currentThread().interrupt());
        TcpStream stream = TcpStream.over(transport, OPTIONS.withBuffers(budget));
        stream.writeAll(new byte[1_000]);
        assertThat(budget.taken()).isPositive();
        stream.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void anAbortAloneLeavesNothingCounted() throws Exception {
        var budget = new BufferBudget(1_000_000);
        transport
                .onRead(ScriptedTransport.bytes("x".repeat(256)))
                .onRead(destination -> {
                    destination.put(new byte[destination.remaining()]);
                    return destination.capacity();
                })
                .onRead(ScriptedTransport.bytes("more"));
        TcpStream stream = TcpStream.over(transport, OPTIONS.withBuffers(budget));
        stream.writeAll(new byte[1_000]);
        byte[] one = new byte[1];
        for (int i = 0; i < 300; i++) {
            stream.read(one);
        }
        assertThat(budget.taken()).isPositive();
        stream.abort("enough");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void anInterruptedStreamThatIsNotClosedLeavesNothingCounted() throws Exception {
        var budget = new BufferBudget(1_000_000);
        var pipe = Pipe.open(OPTIONS.withBuffers(budget));
        pipe.client().writeAll(new byte[1_000]);
        assertThat(budget.taken()).isPositive();
        var reader = Background.run(() -> pipe.server().read(new byte[1])).awaitBlocked();
        reader.interrupt();
        assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
        pipe.client().abort("done");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aHugeSourceDoesNotOvertakeWhatIsBuffered(@TempDir Path directory) throws IOException {
        try (var file = new RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE);
            ByteBuffer huge = file.getChannel().map(MapMode.READ_ONLY, 0, Integer.MAX_VALUE);
            TcpStream stream = TcpStream.over(transport, OPTIONS);
            stream.writeAll(new byte[10]);
            stream.writeAll(huge);
        }
        assertThat(transport.calls).containsExactly("write 10", "write " + Integer.MAX_VALUE);
    }

    @Test
    void aLongLineLeavesNoLongBuffer() throws IOException {
        var budget = new BufferBudget(10_000_000);
        String line = "x".repeat(1_000_000);
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        transport.onSilence(destination -> {
            int count = Math.min(destination.remaining(), rest.remaining());
            destination.put(rest.slice(rest.position(), count));
            rest.position(rest.position() + count);
            return count == 0 ? -1 : count;
        });
        TcpStream stream = TcpStream.over(transport, OPTIONS.withBuffers(budget));
        assertThat(stream.readLine(UTF_8, 2_000_000)).isEqualTo(line);
        assertThat(budget.taken()).isLessThan(100_000);
    }

    /** All streams share 64 large buffers. */
    @Test
    void silentPeersHoldNoneOfTheLargeBuffers() throws Exception {
        var goOn = new CountDownLatch(1);
        List<Background<?>> transfers = new ArrayList<>();
        var silent = new CountDownLatch(70);
        for (int i = 0; i < 70; i++) {
            var busy = busy().onSilence(_ -> {
                silent.countDown();
                awaitUninterruptibly(goOn);
                return -1;
            });
            transfers.add(Background.run(
                    () -> TcpStream.over(busy, OPTIONS).transferTo(TcpStream.over(new ScriptedTransport(), OPTIONS))));
        }
        silent.await();

        var target = new ScriptedTransport();
        TcpStream.over(busy(), OPTIONS).transferTo(TcpStream.over(target, OPTIONS));
        assertThat(target.calls).contains("write " + 128 * 1024);

        goOn.countDown();
        for (Background<?> transfer : transfers) {
            transfer.get();
        }
    }

    /** Fills every buffer, often enough for the buffers to grow. */
    private static ScriptedTransport busy() {
        var transport = new ScriptedTransport();
        for (int i = 0; i < 10; i++) {
            transport.onRead(destination -> {
                int count = destination.remaining();
                destination.position(destination.limit());
                return count;
            });
        }
        return transport;
    }

    @Test
    void aWriteTimeoutOfZeroIsUnlimited() throws Exception {
        var pipe = Pipe.open(OPTIONS.withWriteTimeout(Duration.ZERO).withBufferSize(1_000_000));
        pipe.client().writeAll(new byte[500_000]);
        var closer = Background.run(pipe.client()::close).awaitBlocked();
        assertThat(closer.isDone()).isFalse();
        byte[] all = new byte[500_000];
        pipe.server().readFully(all);
        closer.get();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
