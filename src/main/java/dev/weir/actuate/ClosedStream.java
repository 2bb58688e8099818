package dev.weir.actuate;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ObservedConnection;
import dev.weir.server.StreamListener;
import dev.weir.stream.StreamAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that has ended, for operators.
 *
 * @param cause a label of {@link CloseCause}
 */
record ClosedStream(
        long id,
        String listener,
        String remoteAddress,
        Instant since,
        Instant until,
        @Nullable String cause,
        long bytesRead,
        long bytesWritten) {

    /** Returns the streams of some listeners that ended last, the latest first. */
    static List<ClosedStream> latest(Collection<StreamListener> listeners, int limit) {
        long now = System.nanoTime();
        return listeners.stream()
                .flatMap(listener -> listener.statistics().ended().stream())
                .sorted(Comparator.comparingLong(connection -> connection.endedNanos(now)))
                .limit(limit)
                .map(ClosedStream::of)
                .toList();
    }

    private static ClosedStream of(ObservedConnection connection) {
        ConnectionInfo info = connection.info();
        CloseCause cause = connection.cause();
        return new ClosedStream(
                info.id(),
                info.listener(),
                StreamAddress.format(info.remoteAddress()),
                info.since(),
                info.since().plusNanos(connection.durationNanos()),
                cause == null ? null : cause.label(),
                connection.bytesRead(),
                connection.bytesWritten());
    }
}
