package dev.weir.actuate;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Lists the live streams, and ends a stream if {@code management.endpoint.tcpstreams.access} allows. */
@WebEndpoint(id = "tcpstreams", defaultAccess = Access.READ_ONLY)
public final class TcpStreamsEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;

    private final StreamListeners listeners;

    public TcpStreamsEndpoint(StreamListeners listeners) {
        this.listeners = listeners;
    }

    /**
     * Some of the live streams.
     *
     * @param total the number of live streams, whether listed or not
     */
    record Streams(int total, List<StreamDescriptor> streams) {}

    @ReadOperation
    WebEndpointResponse<Object> streams(@Nullable String listener, @Nullable String sort, @Nullable String limit) {
        StreamOrder order = StreamOrder.find(sort == null ? StreamOrder.AGE.label() : sort);
        if (order == null) {
            return BadRequest.response("sort must be one of " + StreamOrder.choices() + ": " + sort);
        }
        int max = limit == null ? DEFAULT_LIMIT : parseLimit(limit);
        if (max < 1) {
            return BadRequest.response("limit must be a number from 1 to " + MAX_LIMIT + ": " + limit);
        }
        if (listener != null && listeners.find(listener) == null) {
            return BadRequest.response("listener must be one of " + names() + ": " + listener);
        }
        return new WebEndpointResponse<>(list(listener, order, max));
    }

    private static int parseLimit(String limit) {
        if (!limit.matches("\\d{1,5}")) {
            return 0;
        }
        int number = Integer.parseInt(limit);
        return number <= MAX_LIMIT ? number : 0;
    }

    private String names() {
        return listeners.all().stream().map(StreamListener::name).collect(Collectors.joining(", "));
    }

    /** Sorts snapshots, because the streams themselves change while they are compared. */
    private Streams list(@Nullable String listener, StreamOrder order, int limit) {
        List<StreamDescriptor> all = listeners.all().stream()
                .filter(candidate -> listener == null || candidate.name().equals(listener))
                .map(candidate -> candidate.statistics().live())
                .flatMap(Collection::stream)
                .map(StreamDescriptor::of)
                .toList();
        return new Streams(
                all.size(), all.stream().sorted(order.comparator()).limit(limit).toList());
    }

    @ReadOperation
    WebEndpointResponse<Object> stream(@Selector String id) {
        ObservedConnection connection = find(id);
        return connection == null
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(StreamDescriptor.of(connection));
    }

    @DeleteOperation
    WebEndpointResponse<Object> end(@Selector String id) {
        boolean found = isNumber(id) && listeners.end(Long.parseLong(id), CloseCause.ADMIN);
        return new WebEndpointResponse<>(
                found ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }

    private static boolean isNumber(String id) {
        return id.matches("\\d{1,18}");
    }

    private @Nullable ObservedConnection find(String id) {
        if (!isNumber(id)) {
            return null;
        }
        return listeners.all().stream()
                .map(listener -> listener.statistics().find(Long.parseLong(id)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
