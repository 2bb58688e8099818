package dev.weir.actuate;

import dev.weir.observe.ListenerStatistics;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Lists the streams that ended last, with their causes. Each listener remembers its last {@value
 * ListenerStatistics#MAX_ENDED}; without {@code weir.observation.enabled} their bytes are zero.
 */
@WebEndpoint(id = "tcpclosed", defaultAccess = Access.READ_ONLY)
public final class TcpClosedEndpoint {

    static final int DEFAULT_LIMIT = 100;

    private final StreamListeners listeners;

    public TcpClosedEndpoint(StreamListeners listeners) {
        this.listeners = listeners;
    }

    /** Streams that have ended, the latest first. */
    record Closed(List<ClosedStream> closed) implements OperationResponseBody {}

    @ReadOperation
    WebEndpointResponse<Object> closed(@Nullable String listener, @Nullable String limit) {
        try {
            int max = QueryParameters.limit(limit, DEFAULT_LIMIT, ListenerStatistics.MAX_ENDED);
            StreamListener only = QueryParameters.listener(listener, listeners);
            return new WebEndpointResponse<>(
                    new Closed(ClosedStream.latest(only == null ? listeners.all() : List.of(only), max)));
        } catch (InvalidQueryException e) {
            return e.response();
        }
    }
}
