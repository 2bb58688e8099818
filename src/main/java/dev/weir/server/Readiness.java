package dev.weir.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * The application's readiness, as far as its listeners decide on it: refused while they stop, accepted again when they have
 * been started again. At the first start Spring Boot itself says that the application is ready.
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

    /** Listeners of the event are the application's: one that throws or blocks must not keep the listeners from stopping. */
    private void publish(ReadinessState state) {
        Thread publisher = Thread.ofPlatform().name("weir-readiness").daemon().start(() -> publishNow(state));
        try {
            if (!publisher.join(TIMEOUT)) {
                log.error("A listener of AvailabilityChangeEvent blocks; it is not waited for any longer");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener that throws keeps those after it from hearing of the event; the state must change all the same. */
    private void publishNow(ReadinessState state) {
        try {
            AvailabilityChangeEvent.publish(context, state);
        } catch (RuntimeException | Error e) {
            log.error("A listener of AvailabilityChangeEvent failed; readiness is {} all the same", state, e);
            context.getBeanProvider(ApplicationAvailabilityBean.class)
                    .ifAvailable(bean -> bean.onApplicationEvent(new AvailabilityChangeEvent<>(context, state)));
        }
    }
}
