package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTests {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    @Test
    void anErrorInItsThreadIsTheReaders() {
        var readAhead = new ReadAhead(channel(_ -> {
            throw new OutOfMemoryError("Java heap space");
        }));
        for (long timeout : new long[] {LONG, Transport.NO_TIMEOUT}) {
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> readAhead.read(ByteBuffer.allocate(1), timeout));
        }
    }

    @Test
    void anExceptionOfAnotherKindIsToo() {
        var readAhead = new ReadAhead(channel(_ -> {
            throw new IllegalStateException("on purpose");
        }));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> readAhead.read(ByteBuffer.allocate(1), LONG));
    }

    @Test
    void aThreadThatCannotBeStartedIsStartedByTheNextRead() throws IOException {
        var lack = new AtomicBoolean(true);
        Executor threads = work -> {
            if (lack.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread.startVirtualThread(work);
        };
        var readAhead = new ReadAhead(channel(buffer -> buffer.put((byte) 7)), threads);
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> readAhead.read(one, LONG));
        lack.set(false);
        assertThat(readAhead.read(one, LONG)).isEqualTo(1);
        assertThat(one.get(0)).isEqualTo((byte) 7);
    }

    @Test
    void aReadThatRanOutOfTimeLosesNothing() throws IOException {
        var held = new CountDownLatch(1);
        var readAhead = new ReadAhead(channel(buffer -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            buffer.put((byte) 7);
        }));
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> readAhead.read(one, 1_000_000));
        held.countDown();
        assertThat(readAhead.read(one, LONG)).isEqualTo(1);
    }

    private interface Source {
        void fill(ByteBuffer buffer);
    }

    private static ReadableByteChannel channel(Source source) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer buffer) {
                int start = buffer.position();
                source.fill(buffer);
                return buffer.position() - start;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
    }
}
