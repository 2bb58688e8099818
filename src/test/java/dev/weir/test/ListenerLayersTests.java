package dev.weir.test;

import static dev.weir.test.WeirAssertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.TestCertificates;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A client of listeners with TLS and PROXY protocol, and a client that fails, in memory and on ports. */
@Timeout(60)
class ListenerLayersTests {

    private static final TestCertificates CERTIFICATE = TestCertificates.of("localhost");

    @SpringBootConfiguration(proxyBeanMethods = false)
    static class Application {

        @Bean
        TcpStreamHandler whoAmI() {
            return stream -> stream.writeAll((stream.remoteAddress() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void settings(DynamicPropertyRegistry registry) {
        registry.add("spring.config.location", () -> "optional:classpath:/none/");
        registry.add("spring.ssl.bundle.pem.edge.keystore.certificate", () -> "file:" + CERTIFICATE.pem());
        registry.add("spring.ssl.bundle.pem.edge.keystore.private-key", () -> "file:" + CERTIFICATE.pem());
        registry.add("weir.listeners.safe.address", () -> "127.0.0.1:0");
        registry.add("weir.listeners.safe.handler", () -> "echo");
        registry.add("weir.listeners.safe.ssl.bundle", () -> "edge");
        registry.add("weir.listeners.limited.address", () -> "127.0.0.1:0");
        registry.add("weir.listeners.limited.handler", () -> "echo");
        registry.add("weir.listeners.limited.rate.read", () -> "20KB");
        registry.add("weir.listeners.limited.rate.listener.written", () -> "20KB");
        registry.add("weir.listeners.behind.address", () -> "127.0.0.1:0");
        registry.add("weir.listeners.behind.handler", () -> "whoAmI");
        registry.add("weir.listeners.behind.proxy-protocol.mode", () -> "required");
        registry.add("weir.listeners.behind.proxy-protocol.trusted", () -> "127.0.0.1");
    }

    /** The same tests for both transports. */
    interface Layers {

        @Test
        default void tls(@ConnectedTo("safe") TcpTestClient client) {
            client.tls(CERTIFICATE.contextTrusting(CERTIFICATE), "localhost")
                    .send("secret\n")
                    .receivesLine("secret")
                    .endsInput()
                    .thenEnds();
        }

        @Test
        default void behindAProxy(@ConnectedTo("behind") TcpTestClient client) {
            client.behindProxy(new InetSocketAddress("192.0.2.7", 4711))
                    .receivesLine("/192.0.2.7:4711")
                    .thenEnds();
        }

        @Test
        default void limitedBytesPerSecond(@ConnectedTo("limited") TcpTestClient client) {
            String text = "0123456789".repeat(1000);
            client.send(text).receives(text).endsInput().thenEnds();
        }

        @Test
        default void aResetIsTheCauseOfTheEnd(
                @ConnectedTo("safe") TcpTestClient client, @Autowired StreamListeners listeners) {
            StreamListener safe = Objects.requireNonNull(listeners.find("safe"));
            client.tls(CERTIFICATE.contextTrusting(CERTIFICATE), "localhost")
                    .send("secret\n")
                    .receivesLine("secret");
            long before = safe.statistics().closed(CloseCause.PEER_RESET);
            client.resets();
            assertThat(safe).hasClosed(CloseCause.PEER_RESET, before + 1);
        }

        @Test
        default void clientsAreClosedAfterATest(
                @Autowired TcpTestClients clients, @Autowired StreamListeners listeners) {
            StreamListener safe = Objects.requireNonNull(listeners.find("safe"));
            assertThat(safe).hasOpen(0);
            clients.connect("safe");
            assertThat(safe).hasOpen(1);
            clients.closeAll();
            assertThat(safe).hasOpen(0);
        }
    }

    @Nested
    @WeirTest
    @ContextConfiguration(classes = Application.class)
    class InMemory implements Layers {

        @DynamicPropertySource
        static void settings(DynamicPropertyRegistry registry) {
            ListenerLayersTests.settings(registry);
        }
    }

    @Nested
    @WeirTest(transport = TestTransport.PORT)
    @ContextConfiguration(classes = Application.class)
    class OnPorts implements Layers {

        @DynamicPropertySource
        static void settings(DynamicPropertyRegistry registry) {
            ListenerLayersTests.settings(registry);
        }
    }
}
