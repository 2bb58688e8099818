package dev.weir.faults;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.WeirAutoConfiguration;
import dev.weir.observe.ListenerStatistics;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Listeners in this JVM, on free ports of 127.0.0.1, and nothing that they do not need. */
final class Weir implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Weir(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        LifecycleAutoConfiguration.class,
        IntegrationAutoConfiguration.class,
        WeirAutoConfiguration.class
    })
    static class Application {}

    static Setup setup() {
        return new Setup();
    }

    /** What is to be started. */
    static final class Setup {

        private final Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "spring.main.banner-mode", "off",
                "spring.config.location", "optional:classpath:/none/",
                "logging.level.org.springframework.integration", "warn",
                "weir.shutdown.idle", "0s",
                "weir.shutdown.grace-period", "1s"));
        private final List<Consumer<GenericApplicationContext>> beans = new ArrayList<>();

        /** A listener with a built-in handler and {@code key=value} settings of its own. */
        Setup listener(String name, String handler, String... more) {
            String prefix = "weir.listeners." + name + ".";
            settings.put(prefix + "address", "127.0.0.1:0");
            settings.put(prefix + "handler", handler);
            for (String setting : more) {
                with(prefix + setting);
            }
            return this;
        }

        Setup listener(String name, TcpStreamHandler handler, String... more) {
            return bean(name, TcpStreamHandler.class, handler).listener(name, name, more);
        }

        Setup with(String... keysAndValues) {
            for (String setting : keysAndValues) {
                int end = setting.indexOf('=');
                settings.put(setting.substring(0, end), setting.substring(end + 1));
            }
            return this;
        }

        <T> Setup bean(String name, Class<T> type, T bean) {
            beans.add(applicationContext -> applicationContext.registerBean(name, type, () -> bean));
            return this;
        }

        Weir start() {
            return new Weir(new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .properties(settings)
                    .initializers(applicationContext ->
                            beans.forEach(bean -> bean.accept((GenericApplicationContext) applicationContext)))
                    .run());
        }
    }

    /** For a listener that is to be bound again where it was. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    StreamListeners listeners() {
        return context.getBean(StreamListeners.class);
    }

    StreamListener listener(String listener) {
        return Objects.requireNonNull(listeners().find(listener));
    }

    ListenerStatistics statistics(String listener) {
        return listener(listener).statistics();
    }

    InetSocketAddress address(String listener) {
        return (InetSocketAddress)
                Objects.requireNonNull(listener(listener).state().boundAddress());
    }

    Socket connect(String listener) throws IOException {
        return connect(listener, "127.0.0.1");
    }

    /** A socket from that address; its reads come in time or fail. */
    Socket connect(String listener, String from) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(address(listener), DEADLINE_MILLIS);
            socket.setSoTimeout(DEADLINE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits until no stream is left and the figures add up. */
    void awaitRest(String listener) {
        ListenerStatistics statistics = statistics(listener);
        await().untilAsserted(() -> {
            assertThat(statistics.active()).as("active streams of " + listener).isZero();
            assertThat(statistics.closed()).isEqualTo(statistics.accepted());
        });
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
