package dev.weir.testing;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A Boot application that has Weir on its class path, in this JVM, on free ports. It knows nothing of the service's own
 * settings in {@code config}.
 */
public final class RunningApplication implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Actuator actuator;

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
        this.actuator = new Actuator(() -> Integer.parseInt(Objects.requireNonNull(
                context.getEnvironment().getProperty("local.server.port"), "the application has no web server")));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** What is to be started: settings, listeners and beans. */
    public static final class Setup {

        private final Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "server.port", 0,
                "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off",
                "spring.main.keep-alive", true,
                "spring.config.location", "optional:classpath:/none/",
                "management.endpoints.web.exposure.include", "*",
                "management.endpoint.health.show-details", "always",
                "weir.shutdown.idle", "0s",
                "weir.shutdown.grace-period", "1s"));
        private final List<Consumer<GenericApplicationContext>> beans = new ArrayList<>();

        private Setup() {}

        /** {@code key=value}. */
        public Setup with(String... keysAndValues) {
            for (String setting : keysAndValues) {
                int end = setting.indexOf('=');
                settings.put(setting.substring(0, end), setting.substring(end + 1));
            }
            return this;
        }

        /** A listener on a free port, with one of the built-in handlers. */
        public Setup listener(String name, String handler) {
            return with(
                    "weir.listeners." + name + ".address=127.0.0.1:0",
                    "weir.listeners." + name + ".handler=" + handler);
        }

        /** A listener on a free port, with a handler bean of the same name. */
        public Setup listener(String name, TcpStreamHandler handler) {
            return bean(name, TcpStreamHandler.class, () -> handler).listener(name, name);
        }

        public <T> Setup bean(String name, Class<T> type, Supplier<T> supplier) {
            beans.add(applicationContext -> applicationContext.registerBean(name, type, supplier));
            return this;
        }

        public RunningApplication start() {
            var application = new SpringApplicationBuilder(Application.class)
                    .properties(settings)
                    .initializers(applicationContext -> {
                        // Spring Boot would not keep the order of its default properties, and listeners have one.
                        applicationContext
                                .getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("ordered", settings));
                        beans.forEach(bean -> bean.accept((GenericApplicationContext) applicationContext));
                    });
            return new RunningApplication(application.run());
        }
    }

    public static Setup application() {
        return new Setup();
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public StreamListener listener(String listener) {
        return Objects.requireNonNull(context.getBean(StreamListeners.class).find(listener));
    }

    public SocketAddress address(String listener) {
        return Objects.requireNonNull(listener(listener).state().boundAddress());
    }

    /** A plain socket that is connected to a listener; what it reads comes in time or fails. */
    public Socket connect(String listener) throws IOException {
        return connect(listener, InetAddress.getLoopbackAddress());
    }

    /** The same, from that address. */
    public Socket connect(String listener, InetAddress from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(address(listener), DEADLINE_MILLIS);
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return actuator.get(path, headers);
    }

    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return actuator.post(path, json);
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return actuator.delete(path);
    }

    public Scrape scrape() throws IOException, InterruptedException {
        return actuator.scrape();
    }

    @Override
    public void close() {
        context.close();
        actuator.close();
    }
}
