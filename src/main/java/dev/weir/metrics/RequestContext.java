package dev.weir.metrics;

import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetStatistics;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observed request. Its span has the kind CLIENT and belongs to the caller's trace, which ends with it: a frame
 * has no place for a trace id that Weir would know.
 */
public final class RequestContext extends SenderContext<ClientStatistics> {

    private final ClientStatistics client;
    private @Nullable TargetStatistics target;
    private @Nullable RequestOutcome outcome;

    RequestContext(ClientStatistics client) {
        super((_, _, _) -> {}, Kind.CLIENT);
        this.client = client;
        setCarrier(client);
        setRemoteServiceName(client.client());
    }

    /** The client's name. */
    public String client() {
        return client.client();
    }

    /** The target's address in the settings; {@code null} before the request has a connection. */
    public @Nullable String target() {
        return target == null ? null : target.target();
    }

    /** How the request has ended; {@code null} before that. */
    public @Nullable RequestOutcome outcome() {
        return outcome;
    }

    void setTarget(TargetStatistics target) {
        this.target = target;
    }

    void setOutcome(RequestOutcome outcome) {
        this.outcome = outcome;
    }
}
