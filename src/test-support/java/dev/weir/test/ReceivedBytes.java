package dev.weir.test;

import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** The bytes that a client has received and its test has not asked for yet. */
final class ReceivedBytes {

    private static final int CHUNK = 8 * 1024;

    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private byte[] pending = new byte[0];
    private boolean ended;

    /** How a wait for more ended. */
    enum More {
        ARRIVED,
        ENDED,
        TIMED_OUT
    }

    byte[] pending() {
        return pending;
    }

    /**
     * Waits for more bytes.
     *
     * @param nanos the limit; nothing is waited for if it is not positive
     * @throws IOException as the transport, a reset for example
     */
    More await(Transport transport, long nanos) throws IOException {
        if (ended) {
            return More.ENDED;
        }
        if (nanos <= 0) {
            return More.TIMED_OUT;
        }
        try {
            int count = transport.read(chunk.clear(), nanos);
            if (count < 0) {
                ended = true;
                return More.ENDED;
            }
            int before = pending.length;
            pending = Arrays.copyOf(pending, before + count);
            chunk.get(0, pending, before, count);
            return More.ARRIVED;
        } catch (SocketTimeoutException _) {
            return More.TIMED_OUT;
        }
    }

    /** Removes and returns the first bytes. */
    byte[] take(int count) {
        byte[] taken = Arrays.copyOf(pending, count);
        pending = Arrays.copyOfRange(pending, count, pending.length);
        return taken;
    }

    /** Returns the length of the first line with its line feed, or 0 while there is none. */
    int lineLength() {
        for (int i = 0; i < pending.length; i++) {
            if (pending[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    static long nanosUntil(long start, Duration limit) {
        return limit.toNanos() - (System.nanoTime() - start);
    }
}
