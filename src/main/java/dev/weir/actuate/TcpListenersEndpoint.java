package dev.weir.actuate;

import dev.weir.server.ListenerStartException;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Lists the listeners, and pauses, resumes and drains them if {@code management.endpoint.tcplisteners.access} allows.
 */
@WebEndpoint(id = TcpListenersEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class TcpListenersEndpoint {

    static final String ID = "tcplisteners";

    private static final int CONFLICT = 409;

    private final StreamListeners listeners;

    public TcpListenersEndpoint(StreamListeners listeners) {
        this.listeners = listeners;
    }

    /** All listeners, in the order of their settings. */
    record Listeners(List<ListenerDescriptor> listeners) {}

    @ReadOperation
    Listeners listeners() {
        return new Listeners(
                listeners.all().stream().map(ListenerDescriptor::of).toList());
    }

    @ReadOperation
    WebEndpointResponse<Object> listener(@Selector String name) {
        StreamListener listener = listeners.find(name);
        return listener == null
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(ListenerDescriptor.of(listener));
    }

    @WriteOperation
    WebEndpointResponse<Object> control(@Selector String name, @Nullable String action) {
        StreamListener listener = listeners.find(name);
        if (listener == null) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            switch (action) {
                case "pause" -> listener.pause();
                case "resume" -> listener.resume();
                case "drain" -> listener.drain(listeners.drainSettings());
                case null, default -> {
                    return BadRequest.response("action must be one of pause, resume, drain: " + action);
                }
            }
        } catch (ListenerStartException e) {
            return new WebEndpointResponse<>(new BadRequest(String.valueOf(e.getMessage())), CONFLICT);
        }
        return new WebEndpointResponse<>(ListenerDescriptor.of(listener));
    }
}
