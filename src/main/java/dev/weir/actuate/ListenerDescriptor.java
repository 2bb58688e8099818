package dev.weir.actuate;

import dev.weir.observe.ListenerStatistics;
import dev.weir.server.StreamListener;
import org.jspecify.annotations.Nullable;

/**
 * A listener as operators see it.
 *
 * @param address the one bound, with the real port; the configured one where none is
 * @param state listening, paused, draining or stopped
 * @param tls whether its streams are encrypted
 */
record ListenerDescriptor(
        String name, String address, String handler, String state, Connections connections, Bytes bytes, boolean tls) {

    /**
     * @param limit {@code null} where there is none
     */
    record Connections(int active, @Nullable Integer limit, long accepted, long rejected, long closed) {}

    record Bytes(long read, long written) {}

    static ListenerDescriptor of(StreamListener listener) {
        ListenerStatistics statistics = listener.statistics();
        return new ListenerDescriptor(
                listener.name(),
                listener.address(),
                listener.definition().handlerName(),
                listener.state().label(),
                new Connections(
                        statistics.active(),
                        statistics.limit() == 0 ? null : statistics.limit(),
                        statistics.accepted(),
                        statistics.rejected(),
                        statistics.closed()),
                new Bytes(statistics.bytesRead(), statistics.bytesWritten()),
                listener.definition().isTls());
    }
}
