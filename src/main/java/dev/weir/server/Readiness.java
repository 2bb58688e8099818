package dev.weir.server;

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

    /** A listener of the event that throws keeps those after it from hearing it; the state must change all the same. */
    private void publish(ReadinessState state) {
        try {
            AvailabilityChangeEvent.publish(context, state);
        } catch (RuntimeException | Error e) {
            log.error("A listener of AvailabilityChangeEvent failed; readiness is {} all the same", state, e);
            context.getBeanProvider(ApplicationAvailabilityBean.class)
                    .ifAvailable(bean -> bean.onApplicationEvent(new AvailabilityChangeEvent<>(context, state)));
        }
    }
}
