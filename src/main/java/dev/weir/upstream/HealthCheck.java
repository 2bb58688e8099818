package dev.weir.upstream;

import dev.weir.stream.Deadline;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.stream.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/** Checks a target once: connects as its connections do, sends something and expects an answer, where so configured. */
final class HealthCheck {

    /** Limit in bytes for what a target may send before the expected bytes. */
    private static final int MAX_ANSWER = 16 * 1024;

    private final TargetConnector connector;
    private final UpstreamOptions options;

    HealthCheck(TargetConnector connector, UpstreamOptions options) {
        this.connector = connector;
        this.options = options;
    }

    /**
     * Runs the check, and closes its connection in any case.
     *
     * @throws IOException if the target did not answer as expected within the timeout
     * @throws java.nio.channels.ClosedByInterruptException if the thread was interrupted
     */
    void run() throws IOException {
        HealthOptions health = options.health();
        Deadline deadline = Deadline.after(health.timeout());
        // Closed without the wait of an orderly close: whatever else the target sends is of no interest.
        try (Transport transport = connector.connectForCheck()) {
            if (health.send().length > 0 || health.expect().length > 0) {
                converse(transport, health, Duration.ofNanos(Math.max(1, deadline.remainingNanos())));
            }
        }
    }

    private void converse(Transport transport, HealthOptions health, Duration remaining) throws IOException {
        TcpStream stream = TcpStream.over(transport, options.stream());
        try (var watchdog = Watchdog.over(transport, remaining)) {
            try {
                stream.writeAll(health.send());
                stream.flush();
                expect(stream, health.expect());
            } catch (IOException e) {
                if (watchdog.hasExpired()) {
                    var timeout = new SocketTimeoutException("no answer within " + health.timeout());
                    timeout.initCause(e);
                    throw timeout;
                }
                throw e;
            }
        } finally {
            stream.abort("the health check is over");
        }
    }

    private static void expect(TcpStream stream, byte[] expected) throws IOException {
        byte[] answer = new byte[MAX_ANSWER];
        int length = 0;
        while (!contains(answer, length, expected)) {
            if (length == MAX_ANSWER) {
                throw new IOException("the expected bytes are not among the first " + MAX_ANSWER + " of the answer");
            }
            int count = stream.read(answer, length, MAX_ANSWER - length);
            if (count < 0) {
                throw new EOFException("the target ended the connection before the expected answer");
            }
            length += count;
        }
    }

    private static boolean contains(byte[] answer, int length, byte[] expected) {
        for (int at = 0; at + expected.length <= length; at++) {
            if (Arrays.equals(answer, at, at + expected.length, expected, 0, expected.length)) {
                return true;
            }
        }
        return false;
    }
}
