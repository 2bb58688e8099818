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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FramesDescriptor frames) {

    static StreamDescriptor of(ObservedConnection connection) {
        ConnectionInfo info = connection.info();
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
                TimeUnit.NANOSECONDS.toMillis(connection.idleNanos(System.nanoTime())),
                FramesDescriptor.of(connection));
    }
}
