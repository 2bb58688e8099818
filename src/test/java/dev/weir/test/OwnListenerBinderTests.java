package dev.weir.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** An application that binds its listeners in its own way. */
@Timeout(60)
@ContextConfiguration(classes = OwnListenerBinderTests.Application.class)
@TestPropertySource(
        properties = {
            "spring.config.location=optional:classpath:/none/",
            "weir.listeners.echo.address=127.0.0.1:0",
            "weir.listeners.echo.handler=echo"
        })
class OwnListenerBinderTests {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @Import(OwnBinder.class)
    static class Application {}

    static final class OwnBinder implements ListenerBinder {

        private final Set<String> bound = ConcurrentHashMap.newKeySet();

        @Override
        public TransportSource bind(ListenerDefinition definition) throws IOException {
            bound.add(definition.name());
            return SOCKETS.bind(definition);
        }
    }

    @Nested
    @WeirTest(transport = TestTransport.PORT)
    class OnPorts {

        @Test
        void bindsThemInATestToo(@Autowired OwnBinder binder, TcpTestClient client) {
            client.send("hello").receives("hello");
            assertThat(binder.bound).containsExactly("echo");
        }

        @Test
        void aConnectionWithFaultsIsRefused(@Autowired TcpTestClients clients) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> clients.connect("echo", Faults.none().segments(1)))
                    .withMessage(
                            "Connections with faults need the test's own ListenerBinder, but another bean has bound"
                                    + " listener 'echo'. Use TestTransport.MEMORY, or apply the faults in that bean with"
                                    + " Faults.applyTo.");
        }
    }

    @Nested
    @WeirTest
    class InMemory {

        @Test
        void isNotAsked(@Autowired OwnBinder binder, @Autowired TcpTestClients clients) {
            clients.connect("echo", Faults.none().segments(1)).send("hello").receives("hello");
            assertThat(binder.bound).isEmpty();
        }
    }
}
