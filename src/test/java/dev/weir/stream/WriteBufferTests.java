package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WriteBufferTests {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Interpreted code as well: none of it relies on the compiler to remove an allocation. */
    @ParameterizedTest
    @CsvSource({"1, 68", "16, 68", "50, 68", "200, 68", "1, 1000", "10, 1000"})
    void aBurstOfWritesAllocatesNothing(int writes, int length) throws IOException {
        var transport = new Sink();
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT);
        ByteBuffer message = ByteBuffer.allocate(length);
        // The first bursts leave buffers behind.
        for (int i = 0; i < 100; i++) {
            burst(stream, message, writes);
        }
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            burst(stream, message, writes);
        }
        long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
        assertThat(transport.bytes).isEqualTo(200L * writes * length);
        // A buffer or two, if another stream takes the spare one at the same time.
        assertThat(allocated).isLessThan(20_000);
    }

    private static void burst(TcpStream stream, ByteBuffer message, int writes) throws IOException {
        for (int i = 0; i < writes; i++) {
            stream.write(message.clear());
        }
        stream.flush();
    }

    /** Streams that are cut off with unsent bytes, whose buffers others use afterwards. */
    @Test
    void noBytesOfAnotherStreamAreSent() throws Exception {
        var streams = new ArrayList<Background<Void>>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            streams.add(Background.run(() -> {
                for (int turn = 0; turn < 200; turn++) {
                    exchangeAndAbort(new Random(seed * 1_000L + turn));
                }
            }));
        }
        for (Background<Void> stream : streams) {
            stream.get();
        }
    }

    private static void exchangeAndAbort(Random random) throws IOException {
        Pipe pipe = TcpStream.pipe();
        byte[] sent = new byte[300 + random.nextInt(10_000)];
        random.nextBytes(sent);
        for (int at = 0; at < sent.length; at += 100) {
            pipe.client().writeAll(sent, at, Math.min(100, sent.length - at));
        }
        pipe.client().flush();
        byte[] received = new byte[sent.length];
        pipe.server().readFully(received);
        assertThat(received).isEqualTo(sent);
        pipe.client().writeAll(sent, 0, 300);
        pipe.client().abort("as a test");
        pipe.client().close();
        pipe.server().abort("as a test");
        pipe.server().close();
    }

    @Test
    void takesOfTheBudgetUntilTheBytesAreSent() throws IOException {
        var budget = new BufferBudget(1_000_000);
        TcpStream stream = TcpStream.over(new Sink(), StreamOptions.DEFAULT.withBuffers(budget));
        stream.writeAll(new byte[WriteBuffer.MIN]);
        assertThat(budget.taken()).isZero();
        stream.writeAll(new byte[1]);
        assertThat(budget.taken()).isEqualTo(4 * 1024 - WriteBuffer.MIN);
        stream.writeAll(new byte[4 * 1024]);
        assertThat(budget.taken()).isEqualTo(16 * 1024 - WriteBuffer.MIN);
        stream.flush();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void withoutMemoryOfTheBudgetABurstIsSentInParts() throws IOException {
        var transport = new Sink();
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT.withBuffers(new BufferBudget(1)));
        stream.writeAll(new byte[200]);
        stream.writeAll(new byte[100]);
        assertThat(transport.bytes).isEqualTo(300);
        stream.writeAll(new byte[200]);
        assertThat(transport.bytes).as("the smallest buffer is used again").isEqualTo(300);
        stream.flush();
        assertThat(transport.bytes).isEqualTo(500);
    }

    @Test
    void unsentBytesOfAFailedWriteStayWithTheirStream() throws IOException {
        var transport = new ScriptedTransport()
                .onWrite(source -> {
                    source.position(source.position() + 100);
                    return 100;
                })
                .onWrite(ScriptedTransport.fails(new IOException("no")));
        TcpStream stream = TcpStream.over(transport, StreamOptions.DEFAULT);
        stream.writeAll(new byte[1_000]);
        assertThatIOException().isThrownBy(stream::flush).withMessage("no");
        stream.flush();
        assertThat(transport.calls).isEqualTo(List.of("write 1000", "write 900", "write 900"));
    }

    /** Takes all bytes. */
    private static final class Sink implements TransportLayer {

        private final Transport below = new ScriptedTransport();
        private long bytes;

        @Override
        public Transport below() {
            return below;
        }

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) {
            return -1;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            bytes += count;
            source.position(source.limit());
            return count;
        }
    }
}
