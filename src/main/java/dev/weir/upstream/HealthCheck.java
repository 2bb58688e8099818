package dev.weir.upstream;

import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.Deadline;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** Checks a target once: connects as its connections do, sends something and expects an answer, where so configured. */
final class HealthCheck {

    /** Limit in bytes for what a target may send before the expected bytes. */
    private static final int MAX_ANSWER = 16 * 1024;

    private final Target target;
    private final UpstreamOptions options;

    HealthCheck(Target target, UpstreamOptions options) {
        this.target = target;
        this.options = options;
    }

    /** @throws IOException if the target did not answer as expected within the timeout */
    void run() throws IOException {
        HealthOptions health = options.health();
        Deadline deadline = Deadline.after(health.timeout());
        StreamOptions limited = options.stream()
                .withConnectTimeout(health.timeout())
                .withWriteTimeout(health.timeout())
                .withCloseTimeout(health.timeout());
        try (ConnectAttempt attempt = target.attempt(null, limited);
                TcpStream stream = attempt.connect()) {
            if (health.send().length > 0) {
                stream.writeAll(health.send());
                stream.flush();
            }
            if (health.expect().length > 0) {
                expect(stream, health.expect(), deadline);
            }
            // Without the wait of an orderly close: whatever else the target sends is of no interest.
            stream.abort("the health check is over");
        }
    }

    private static void expect(TcpStream stream, byte[] expected, Deadline deadline) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        while (!contains(answer, expected)) {
            if (!answer.hasRemaining()) {
                throw new IOException("the expected bytes are not among the first " + MAX_ANSWER + " of the answer");
            }
            long remaining = deadline.remainingNanos();
            if (remaining <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            stream.readTimeout(Duration.ofNanos(remaining));
            if (stream.read(answer) < 0) {
                throw new EOFException("the target ended the connection before the expected answer");
            }
        }
    }

    private static boolean contains(ByteBuffer answer, byte[] expected) {
        byte[] bytes = answer.array();
        for (int at = 0; at + expected.length <= answer.position(); at++) {
            if (Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length)) {
                return true;
            }
        }
        return false;
    }
}
