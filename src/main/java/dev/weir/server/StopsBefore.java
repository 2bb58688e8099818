package dev.weir.server;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Has Spring stop the listeners before everything else of their phase.
 *
 * <p>That phase is the highest there is, and the default one of every {@link SmartLifecycle}: a connection pool or a consumer
 * of the application would be stopped while handlers still use it. Within a phase Spring stops a bean only after those that
 * depend on it, so the listeners are registered as dependent on all others. Beans of lower phases are stopped later anyway.
 */
final class StopsBefore {

    private final ApplicationContext context;
    private final SmartLifecycle listeners;

    StopsBefore(ApplicationContext context, SmartLifecycle listeners) {
        this.context = context;
        this.listeners = listeners;
    }

    void register() {
        if (!(context instanceof ConfigurableApplicationContext configurable)) {
            return;
        }
        ConfigurableListableBeanFactory beans = configurable.getBeanFactory();
        String own = name(beans);
        if (own == null) {
            return;
        }
        for (String name : beans.getBeanNamesForType(SmartLifecycle.class, false, false)) {
            if (!name.equals(own)
                    && beans.getSingleton(name) instanceof SmartLifecycle other
                    && other.getPhase() == listeners.getPhase()) {
                beans.registerDependentBean(name, own);
            }
        }
    }

    private @Nullable String name(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanNamesForType(listeners.getClass(), false, false)) {
            if (listeners.equals(beans.getSingleton(name))) {
                return name;
            }
        }
        return null;
    }
}
