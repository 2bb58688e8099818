package dev.weir.actuate;

import dev.weir.server.ListenerStartException;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
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
    private final Changes changes;

    public TcpListenersEndpoint(StreamListeners listeners, Changes changes) {
        this.listeners = listeners;
        this.changes = changes;
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
    WebEndpointResponse<Object> control(SecurityContext by, @Selector String name, @Nullable String action) {
        StreamListener listener = listeners.find(name);
        if (listener == null) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        ListenerAction wanted = ListenerAction.find(action);
        if (wanted == null) {
            return BadRequest.response("action must be one of " + ListenerAction.choices() + ": " + action);
        }
        try {
            change(listener, wanted);
        } catch (ListenerStartException e) {
            String reason = String.valueOf(e.getMessage());
            changes.listenerNotChanged(by, wanted, listener, reason);
            return new WebEndpointResponse<>(new BadRequest(reason), CONFLICT);
        }
        changes.listenerChanged(by, wanted, listener);
        return new WebEndpointResponse<>(ListenerDescriptor.of(listener));
    }

    private void change(StreamListener listener, ListenerAction action) {
        switch (action) {
            case PAUSE -> listener.pause();
            case RESUME -> listener.resume();
            case DRAIN -> listener.drain(listeners.drainSettings());
        }
    }
}
