package dev.weir.autoconfigure;

import dev.weir.server.ListenerBoundEvent;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps the property {@code local.tcp.<name>.port}, the port on which a listener really listens, as Spring Boot's web servers do
 * with {@code local.server.port}. A listener that has not started, or has no port, has no such property.
 */
final class LocalPorts implements ApplicationListener<PayloadApplicationEvent<ListenerBoundEvent>> {

    private static final String SOURCE = "weir.ports";

    private final Map<String, Object> ports = new ConcurrentHashMap<>();

    LocalPorts(ConfigurableEnvironment environment) {
        environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, ports));
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<ListenerBoundEvent> event) {
        if (event.getPayload().address() instanceof InetSocketAddress address) {
            ports.put("local.tcp." + event.getPayload().listener() + ".port", address.getPort());
        }
    }
}
