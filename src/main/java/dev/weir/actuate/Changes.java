package dev.weir.actuate;

import dev.weir.observe.ConnectionInfo;
import dev.weir.server.StreamListener;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.VisibleText;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Records each change that an operator has made through an endpoint: an {@link AuditEvent}, and a line at INFO with the same facts.
 *
 * <p>The principal is the one of the request, {@value #ANONYMOUS} if there is none. Any thread.
 */
public final class Changes {

    private static final Logger log = LoggerFactory.getLogger(Changes.class);
    private static final String ANONYMOUS = "anonymous";

    private final ApplicationEventPublisher events;

    /** @param events receives the audit events; an application keeps them with a bean {@code AuditEventRepository} */
    public Changes(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** A listener was paused, resumed or drained; its state is the outcome. */
    void listenerChanged(SecurityContext by, ListenerAction action, StreamListener listener) {
        record(
                by,
                action.auditType(true),
                "Listener " + listener.name() + " " + action.done(),
                facts(listener.name(), listener.state().label()));
    }

    /** A listener could not be paused, resumed or drained. */
    void listenerNotChanged(SecurityContext by, ListenerAction action, StreamListener listener, String reason) {
        record(
                by,
                action.auditType(false),
                "Listener " + listener.name() + " not " + action.done(),
                facts(listener.name(), reason));
    }

    /** A stream was ended. */
    void streamEnded(SecurityContext by, ConnectionInfo stream) {
        Map<String, @Nullable Object> facts = facts(stream.listener(), "ended");
        facts.put("stream", stream.id());
        facts.put("remoteAddress", StreamAddress.format(stream.remoteAddress()));
        record(by, "TCP_STREAM_ENDED", "Stream " + stream.id() + " of listener " + stream.listener() + " ended", facts);
    }

    /** A capture was started, downloaded or deleted. */
    void captureChanged(SecurityContext by, CaptureAction action, CaptureDescriptor capture) {
        Map<String, @Nullable Object> facts = facts(capture.listener(), action.done());
        facts.put("capture", capture.id());
        if (capture.stream() != null) {
            facts.put("stream", capture.stream());
        } else {
            facts.put("next", capture.next());
            facts.put("client", capture.client() == null ? "any" : capture.client());
        }
        facts.put("payload", capture.payload());
        facts.put("packets", capture.packets());
        record(by, action.auditType(), "Capture " + capture.id() + " " + action.done(), facts);
    }

    /** Returns what the audit event of every change has; more may be added. */
    static Map<String, @Nullable Object> facts(String listener, String outcome) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("listener", listener);
        facts.put("outcome", outcome);
        return facts;
    }

    /**
     * Records a change.
     *
     * @param type of the audit event, in capitals
     * @param sentence what has been done to what, without the principal and without a full stop
     * @param facts the data of the audit event, which end the line of the log; a text in it is made visible, as a client may have
     *     chosen it
     */
    void record(SecurityContext by, String type, String sentence, Map<String, @Nullable Object> facts) {
        Principal principal = by.getPrincipal();
        String name = principal == null ? ANONYMOUS : principal.getName();
        String data = facts.entrySet().stream()
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining(", "));
        log.info("{} by {}: {}", VisibleText.of(sentence), VisibleText.of(name), VisibleText.of(data));
        events.publishEvent(new AuditApplicationEvent(new AuditEvent(name, type, facts)));
    }
}
