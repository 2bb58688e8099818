package dev.weir.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * A bean that keeps an application's audit events. Boot's own, an {@code AuditEventRepository}, needs Spring Security on the class path
 * to start.
 */
public final class AuditTrail implements ApplicationListener<AuditApplicationEvent> {

    private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    public void onApplicationEvent(AuditApplicationEvent event) {
        events.add(event.getAuditEvent());
    }

    /** All events, oldest first. */
    public List<AuditEvent> events() {
        return List.copyOf(events);
    }

    public List<AuditEvent> events(String type) {
        return events.stream().filter(event -> event.getType().equals(type)).toList();
    }

    /** The last event of a type; fails if there is none. */
    public AuditEvent last(String type) {
        return events(type).getLast();
    }
}
