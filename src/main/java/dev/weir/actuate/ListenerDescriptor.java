package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.Transferred;
import dev.weir.server.StreamListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a listener, for operators.
 *
 * @param address the bound address, with the real port; the configured address while none is bound
 * @param state listening, paused, draining or stopped
 * @param tls whether connections use TLS
 * @param transport how connections reach the operating system: jdk or linux; memory in a test
 * @param targets where connections are forwarded to; empty, and left out, if they are not
 */
record ListenerDescriptor(
        String name,
        String address,
        String handler,
        String state,
        Connections connections,
        Bytes bytes,
        boolean tls,
        String transport,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FramesDescriptor frames,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TargetDescriptor> targets) {

    /**
     * @param limit maximum number of concurrent connections; {@code null} for no limit
     */
    record Connections(
            int active,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Integer limit,

            long accepted,
            long rejected,
            long closed) {}

    record Bytes(long read, long written) {

        static Bytes of(Transferred bytes) {
            return new Bytes(bytes.read(), bytes.written());
        }
    }

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
                Bytes.of(statistics.bytes()),
                listener.definition().isTls(),
                listener.transport(),
                FramesDescriptor.of(statistics),
                listener.targets().stream().map(TargetDescriptor::of).toList());
    }
}
