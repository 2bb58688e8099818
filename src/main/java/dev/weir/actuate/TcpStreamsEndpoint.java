package dev.weir.actuate;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.server.StreamListeners;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Lists the live streams, and ends a stream if {@code management.endpoint.tcpstreams.access} allows. */
@WebEndpoint(id = TcpStreamsEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class TcpStreamsEndpoint {

    static final String ID = "tcpstreams";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;

    private final StreamListeners listeners;
    private final Changes changes;

    public TcpStreamsEndpoint(StreamListeners listeners, Changes changes) {
        this.listeners = listeners;
        this.changes = changes;
    }

    @ReadOperation
    WebEndpointResponse<Object> streams(@Nullable String listener, @Nullable String sort, @Nullable String limit) {
        try {
            var query = new StreamQuery(
                    QueryParameters.listener(listener, listeners),
                    QueryParameters.order(sort),
                    QueryParameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT));
            return new WebEndpointResponse<>(StreamList.of(listeners, query));
        } catch (InvalidQueryException e) {
            return e.response();
        }
    }

    @ReadOperation
    WebEndpointResponse<Object> stream(@Selector String id) {
        ObservedConnection connection = find(id);
        return connection == null
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(StreamDescriptor.of(connection));
    }

    @DeleteOperation
    WebEndpointResponse<Object> end(SecurityContext by, @Selector String id) {
        ObservedConnection connection = find(id);
        if (connection == null || !listeners.end(connection.info().id(), CloseCause.ADMIN)) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        changes.streamEnded(by, connection.info());
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
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
