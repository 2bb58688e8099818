package dev.weir.actuate;

import dev.weir.capture.Capture;
import dev.weir.capture.Captures;
import dev.weir.server.StreamListeners;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.Resource;

/**
 * Starts, lists, returns and deletes captures of streams, if {@code management.endpoint.tcpcaptures.access} allows; by default
 * it does not, and connections have no layer for captures.
 */
@WebEndpoint(id = TcpCapturesEndpoint.ID, defaultAccess = Access.NONE)
public final class TcpCapturesEndpoint {

    static final String ID = "tcpcaptures";

    private final StreamListeners listeners;
    private final Captures captures;
    private final CaptureSettings settings;
    private final Changes changes;

    public TcpCapturesEndpoint(
            StreamListeners listeners, Captures captures, CaptureSettings settings, Changes changes) {
        this.listeners = listeners;
        this.captures = captures;
        this.settings = settings;
        this.changes = changes;
    }

    /** All captures, oldest first. */
    record CaptureList(List<CaptureDescriptor> captures) {}

    @ReadOperation
    CaptureList captures() {
        return new CaptureList(
                captures.all().stream().map(CaptureDescriptor::of).toList());
    }

    @ReadOperation(produces = "application/x-pcapng")
    WebEndpointResponse<Resource> file(SecurityContext by, @Selector String id) {
        Capture capture = find(id);
        if (capture == null) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        changes.captureChanged(by, CaptureAction.DOWNLOADED, CaptureDescriptor.of(capture));
        return new WebEndpointResponse<>(new CaptureResource(capture));
    }

    @WriteOperation
    WebEndpointResponse<Object> start(
            SecurityContext by,
            @Nullable String stream,
            @Nullable String listener,
            @Nullable String client,
            @Nullable String next,
            @Nullable String duration,
            @Nullable String maxBytes,
            @Nullable String payload,
            @Nullable String dissector) {
        var request = new CaptureRequest(stream, listener, client, next, duration, maxBytes, payload, dissector);
        try {
            CaptureDescriptor started = CaptureDescriptor.of(request.start(listeners, captures, settings));
            changes.captureChanged(by, CaptureAction.STARTED, started);
            return new WebEndpointResponse<>(started);
        } catch (InvalidCaptureException e) {
            return new WebEndpointResponse<>(new BadRequest(String.valueOf(e.getMessage())), e.status());
        }
    }

    @DeleteOperation
    WebEndpointResponse<Object> delete(SecurityContext by, @Selector String id) {
        Capture capture = find(id);
        CaptureDescriptor last = capture == null ? null : CaptureDescriptor.of(capture);
        if (last == null || !captures.delete(last.id())) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        changes.captureChanged(by, CaptureAction.DELETED, last);
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
    }

    private @Nullable Capture find(String id) {
        return id.matches("\\d{1,18}") ? captures.find(Long.parseLong(id)) : null;
    }
}
