package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.StreamAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a live stream, for operators.
 *
 * @param state open or half_closed
 * @param idleMs milliseconds since the last byte in either direction
 * @param ratePerSecond bytes in the last whole second
 * @param blockedMs milliseconds for which the write in progress has been blocked; 0 if there is none
 */
record StreamDescriptor(
        long id,
        String listener,
        String handler,
        String remoteAddress,
        String localAddress,
        Instant since,
        String state,
        long bytesRead,
        long bytesWritten,
        long idleMs,
        RatePerSecond ratePerSecond,
        long blockedMs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FramesDescriptor frames) {

    record RatePerSecond(long read, long written) {}

    static StreamDescriptor of(ObservedConnection connection) {
        ConnectionInfo info = connection.info();
        long now = System.nanoTime();
        return new StreamDescriptor(
                info.id(),
                info.listener(),
                info.handler(),
                StreamAddress.format(info.remoteAddress()),
                StreamAddress.format(info.localAddress()),
                info.since(),
                connection.isHalfClosed() ? "half_closed" : "open",
                connection.bytesRead(),
                connection.bytesWritten(),
                TimeUnit.NANOSECONDS.toMillis(connection.idleNanos(now)),
                new RatePerSecond(connection.readRate(), connection.writtenRate()),
                TimeUnit.NANOSECONDS.toMillis(connection.blockedNanos(now)),
                FramesDescriptor.of(connection));
    }
}
