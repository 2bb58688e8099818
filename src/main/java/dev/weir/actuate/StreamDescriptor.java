package dev.weir.actuate;

import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.StreamAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

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
        long idleMs) {

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
                TimeUnit.NANOSECONDS.toMillis(connection.idleNanos(System.nanoTime())));
    }
}
