package dev.weir.actuate;

import dev.weir.client.TcpClients;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.StreamListeners;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.ApplicationContext;
import org.springframework.util.MimeTypeUtils;

/**
 * The live page, its files, and the state that it shows. Changes go through the other endpoints.
 *
 * <p>The page is {@code GET weir}, and everything of it below that path, whatever base path, prefix, port or mapped path the
 * operator has chosen.
 */
@WebEndpoint(id = WeirEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class WeirEndpoint {

    static final String ID = "weir";

    private static final String STATE = "state";
    private static final String CSRF = "csrf";
    private static final int MAX_STREAMS = 200;

    private final StreamListeners listeners;
    private final ExposedEndpoints endpoints;
    private final LiveStateReader states;
    private final CsrfTokens tokens;
    private final PageFiles files = new PageFiles();

    public WeirEndpoint(
            StreamListeners listeners,
            TcpClients clients,
            ConnectionLimit processLimit,
            CertificateExpiry certificates,
            ApplicationContext context) {
        this.listeners = listeners;
        this.tokens = context.getBeanProvider(CsrfTokens.class).getIfAvailable(() -> CsrfTokens.NONE);
        this.endpoints = new ExposedEndpoints(context.getBeanProvider(WebEndpointsSupplier.class));
        this.states = new LiveStateReader(
                listeners, clients, new Warnings(clients, processLimit, certificates), context, endpoints);
    }

    @ReadOperation(produces = "text/html")
    WebEndpointResponse<Object> page() throws IOException {
        return files.page(endpoints.path(ID));
    }

    /**
     * A file, the state, or the token for a change: actuator has no paths of fixed names below an endpoint. The parameters are those
     * of the state.
     */
    @ReadOperation(produces = {"application/json", "text/css", "text/javascript", "image/svg+xml"})
    WebEndpointResponse<Object> part(
            @Selector String name,
            @Nullable String listener,
            @Nullable String sort,
            @Nullable String limit,
            @Nullable String history)
            throws IOException {
        return switch (name) {
            case STATE -> state(listener, sort, limit, history);
            case CSRF -> token();
            default -> files.file(name);
        };
    }

    private WebEndpointResponse<Object> state(
            @Nullable String listener, @Nullable String sort, @Nullable String limit, @Nullable String history) {
        try {
            var query = new StreamQuery(
                    QueryParameters.listener(listener, listeners),
                    QueryParameters.order(sort),
                    QueryParameters.limit(limit, MAX_STREAMS, MAX_STREAMS));
            return new WebEndpointResponse<>(
                    states.read(query, QueryParameters.flag("history", history)), MimeTypeUtils.APPLICATION_JSON);
        } catch (InvalidQueryException e) {
            return e.response();
        }
    }

    /** Apart from the state, since a token may need a session, which polling must not create. */
    private WebEndpointResponse<Object> token() {
        CsrfTokens.Token token = tokens.current();
        return token == null
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
                : new WebEndpointResponse<>(token, MimeTypeUtils.APPLICATION_JSON);
    }
}
