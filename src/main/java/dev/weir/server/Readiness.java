package dev.weir.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * The listeners' part in the application's readiness: traffic is refused while they stop, and accepted again when they are
 * started again. At the first start Spring Boot publishes readiness itself.
 */
final class Readiness {

    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ApplicationContext context;
    private boolean refused;

    Readiness(ApplicationContext context) {
        this.context = context;
    }

    void refuse() {
        refused = true;
        publish(ReadinessState.REFUSING_TRAFFIC);
    }

    void accept() {
        if (refused) {
            refused = false;
            publish(ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    /** An event listener of the application that throws or blocks must not prevent the TCP listeners from stopping. */
    private void publish(ReadinessState state) {
        Thread publisher = Thread.ofPlatform().name("weir-readiness").daemon().start(() -> publishNow(state));
        try {
            if (!publisher.join(TIMEOUT)) {
                log.error("A listener of AvailabilityChangeEvent blocks; stopping continues without it");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** An event listener that throws hides the event from those after it; the state has to change even then. */
    private void publishNow(ReadinessState state) {
        try {
            AvailabilityChangeEvent.publish(context, state);
        } catch (RuntimeException | Error e) {
            log.error("A listener of AvailabilityChangeEvent failed; readiness changes to {} nevertheless", state, e);
            context.getBeanProvider(ApplicationAvailabilityBean.class)
                    .ifAvailable(bean -> bean.onApplicationEvent(new AvailabilityChangeEvent<>(context, state)));
        }
    }
}
