package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the peer to end its direction before a socket is closed.
 *
 * <p>A socket that is closed with unread input, or that receives more input afterwards, answers with a reset, which may
 * overtake the last bytes sent (RFC 1122 section 4.2.2.13, RFC 9293 section 3.6.1). Therefore, after this side has ended its
 * direction, further input is read and discarded until the peer ends its direction, has been silent for the timeout, or has
 * gone on sending for {@value #TOTAL} times the timeout.
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
            // The peer was silent for too long, or the connection broke or was aborted: there is nothing left to wait
            // for.
        }
    }
}
