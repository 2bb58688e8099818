package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the peer to finish before a socket is closed.
 *
 * <p>A socket closed with unread input, or to which more input comes, answers with a reset, and a reset may overtake the
 * last bytes sent (RFC 1122 section 4.2.2.13, RFC 9293 section 3.6.1). So after our own end has been sent, what the peer
 * still sends is read and discarded: until it finishes, has been silent for the timeout, or has gone on for
 * {@value #TOTAL} times as long.
 */
final class LingeringClose {

    private static final int TOTAL = 5;
    private static final int SCRATCH = 1024;

    private LingeringClose() {}

    static void await(Transport transport, Duration timeout) {
        long silence = Math.min(TimeUnit.NANOSECONDS.convert(timeout), Long.MAX_VALUE / (2 * TOTAL));
        Deadline deadline = Deadline.afterNanos(TOTAL * silence);
        ByteBuffer scratch = ByteBuffer.allocate(SCRATCH);
        try {
            long remaining = deadline.remainingNanos();
            while (remaining > 0 && transport.read(scratch.clear(), Math.min(silence, remaining)) > 0) {
                remaining = deadline.remainingNanos();
            }
        } catch (IOException _) {
            // Silent for too long, or the connection broke or was aborted: either way there is nobody to wait for.
        }
    }
}
