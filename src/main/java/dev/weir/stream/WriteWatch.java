package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether a write has failed because the peer reset the connection.
 *
 * <p>The operating system reports a reset only once, to the thread that reads or to the one that writes. If the writer gets it,
 * a read returns the end of input after that, although the peer has not ended its direction. A peer that has ended its
 * direction before it resets the connection is reported as a broken pipe instead.
 */
final class WriteWatch {

    /** Limits for the wait for a thread that is not blocked. A platform thread may be blocked without showing it. */
    private static final Duration VIRTUAL_LIMIT = Duration.ofSeconds(1);

    private static final Duration PLATFORM_LIMIT = Duration.ofMillis(10);

    private volatile @Nullable Thread writer;
    private volatile boolean reset;

    /** Writes to a channel. One thread at a time. */
    int write(WritableByteChannel channel, ByteBuffer source) throws IOException {
        writer = Thread.currentThread();
        try {
            return channel.write(source);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Connection reset")) {
                reset = true;
            }
            throw e;
        } finally {
            writer = null;
        }
    }

    /** Whether a write has failed with a reset, or is about to. Any thread. */
    boolean wasReset() {
        awaitWriter();
        return reset;
    }

    /** Waits for a write in progress unless it is blocked: a blocked one has not been told of a reset. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // The writer needs a few microseconds at most, but may wait for this carrier.
    private void awaitWriter() {
        Thread writing = writer;
        if (writing == null) {
            return;
        }
        Deadline deadline = Deadline.after(writing.isVirtual() ? VIRTUAL_LIMIT : PLATFORM_LIMIT);
        while (writer == writing && writing.getState() != Thread.State.WAITING && !deadline.hasPassed()) {
            Thread.yield();
        }
    }
}
