package dev.weir.test;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Changes an application's settings and beans for a test. A record, because the test framework compares customizers to share
 * contexts.
 *
 * @param listeners names of the listeners to start; empty for all
 * @param transport what connects clients with them
 */
record WeirTestContextCustomizer(Set<String> listeners, TestTransport transport) implements ContextCustomizer {

    private static final String PREFIX = "weir.listeners.";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        var configured = new TreeSet<>(Binder.get(context.getEnvironment())
                .bind("weir.listeners", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet());
        checkKnown(configured);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("weir.test", settings(configured)));
        register((GenericApplicationContext) context);
    }

    private void checkKnown(Set<String> configured) {
        var unknown = new TreeSet<>(listeners);
        unknown.removeAll(configured);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("There is no listener %s below weir.listeners; there are %s."
                    .formatted(String.join(", ", unknown), String.join(", ", configured)));
        }
    }

    private Map<String, Object> settings(Set<String> configured) {
        var settings = new HashMap<String, Object>(Map.of(
                "weir.shutdown.delay", "0s",
                "weir.shutdown.idle", "0s",
                "weir.shutdown.grace-period", "1s",
                "weir.shutdown.scrape-delay", "0s"));
        for (String listener : configured) {
            if (!listeners.isEmpty() && !listeners.contains(listener)) {
                settings.put(PREFIX + listener + ".enabled", false);
            } else if (transport == TestTransport.PORT) {
                settings.put(PREFIX + listener + ".address", "127.0.0.1:0");
            }
        }
        return settings;
    }

    private void register(GenericApplicationContext context) {
        context.registerBean(TcpTestClients.class);
        context.registerBean(LazyHandlers.class);
        if (transport == TestTransport.MEMORY) {
            context.registerBean(MemoryNetwork.class, bean -> bean.setPrimary(true));
        } else {
            context.registerBean(FaultyListeners.class, bean -> bean.setFallback(true));
        }
    }
}
