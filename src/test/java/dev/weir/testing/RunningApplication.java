package dev.weir.testing;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.WeirAutoConfiguration;
import dev.weir.observe.ListenerStatistics;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.stream.Transport;
import dev.weir.test.TcpTestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A Spring Boot application with Weir in this JVM, on free ports of 127.0.0.1. The packaged service's settings in
 * {@code config} do not apply to it.
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

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        LifecycleAutoConfiguration.class,
        SslAutoConfiguration.class,
        IntegrationAutoConfiguration.class,
        WeirAutoConfiguration.class
    })
    static class ListenersOnly {}

    /** The settings, listeners and beans of an application. */
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

        private final Class<?> configuration;

        private Setup(Class<?> configuration) {
            this.configuration = configuration;
        }

        /** Sets each {@code key=value}. */
        public Setup with(String... keysAndValues) {
            for (String setting : keysAndValues) {
                int end = setting.indexOf('=');
                settings.put(setting.substring(0, end), setting.substring(end + 1));
            }
            return this;
        }

        /**
         * Adds a listener on a free port, with a built-in handler.
         *
         * @param more {@code key=value} below {@code weir.listeners.<name>}
         */
        public Setup listener(String name, String handler, String... more) {
            String prefix = "weir.listeners." + name + ".";
            with(prefix + "address=127.0.0.1:0", prefix + "handler=" + handler);
            for (String setting : more) {
                with(prefix + setting);
            }
            return this;
        }

        /** Adds a listener on a free port, with a handler bean of the same name. */
        public Setup listener(String name, TcpStreamHandler handler, String... more) {
            return bean(name, TcpStreamHandler.class, () -> handler).listener(name, name, more);
        }

        /**
         * Adds a listener on a free port that forwards.
         *
         * @param to the targets, separated by commas
         * @param more {@code key=value} below {@code weir.listeners.<name>}
         */
        public Setup forward(String name, String to, String... more) {
            String prefix = "weir.listeners." + name + ".";
            with(prefix + "address=127.0.0.1:0", prefix + "forward.to=" + to);
            for (String setting : more) {
                with(prefix + setting);
            }
            return this;
        }

        /** Adds a bean whose constructor gets other beans. */
        public Setup bean(String name, Class<?> type) {
            beans.add(applicationContext -> applicationContext.registerBean(name, type));
            return this;
        }

        public <T> Setup bean(String name, Class<T> type, Supplier<T> supplier) {
            beans.add(applicationContext -> applicationContext.registerBean(name, type, supplier));
            return this;
        }

        public RunningApplication start() {
            var application = new SpringApplicationBuilder(configuration)
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

    /** An application with a web server, actuator endpoints and meters. */
    public static Setup application() {
        return new Setup(Application.class);
    }

    /** An application with nothing but what listeners need. */
    public static Setup listenersOnly() {
        return new Setup(ListenersOnly.class)
                .with("spring.main.web-application-type=none", "logging.level.org.springframework.integration=warn");
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public StreamListener listener(String listener) {
        return Objects.requireNonNull(listeners().find(listener));
    }

    public StreamListeners listeners() {
        return bean(StreamListeners.class);
    }

    public ListenerStatistics statistics(String listener) {
        return listener(listener).statistics();
    }

    public InetSocketAddress address(String listener) {
        return (InetSocketAddress)
                Objects.requireNonNull(listener(listener).state().boundAddress());
    }

    /** Awaits that a listener has no connection and that its counts of accepted and closed ones agree. */
    public void awaitRest(String listener) {
        ListenerStatistics statistics = statistics(listener);
        await().untilAsserted(() -> {
            assertThat(statistics.active()).as("active streams of " + listener).isZero();
            assertThat(statistics.closed()).isEqualTo(statistics.accepted());
        });
    }

    /** Connects a client of the test kit to a listener. The caller closes it. */
    public TcpTestClient client(String listener) {
        try {
            return TcpTestClient.over(Transport.connect(StreamAddress.format(address(listener)), StreamOptions.DEFAULT))
                    .within(DEADLINE);
        } catch (IOException e) {
            throw new UncheckedIOException("Listener " + listener + " cannot be connected to", e);
        }
    }

    /** Connects a plain socket to a listener, with a read timeout. */
    public Socket connect(String listener) throws IOException {
        return connect(listener, "127.0.0.1");
    }

    /** Connects a plain socket with that local address to a listener, with a read timeout. */
    public Socket connect(String listener, String from) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(address(listener), DEADLINE_MILLIS);
            socket.setSoTimeout(DEADLINE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The web server's port. */
    public int port() {
        return actuator.port();
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return actuator.get(path, headers);
    }

    public HttpResponse<byte[]> download(String path) throws IOException, InterruptedException {
        return actuator.download(path);
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
