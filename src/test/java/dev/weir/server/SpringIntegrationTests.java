package dev.weir.server;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.AbstractConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody who knows Spring Integration finds where he looks for it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=optional:classpath:/none/",
            "management.endpoints.web.exposure.include=integrationgraph",
            "weir.listeners.first.address=127.0.0.1:0",
            "weir.listeners.first.handler=echo",
            "weir.listeners.second.address=127.0.0.1:0",
            "weir.listeners.second.handler=daytime",
            "weir.listeners.third.address=127.0.0.1:0",
            "weir.listeners.third.handler=echo"
        })
@Timeout(60)
class SpringIntegrationTests {

    private static final int CONNECTIONS = 20;

    private final StreamListeners listeners;
    private final Recorder recorder;
    private final Map<String, AbstractConnectionFactory> factories;

    SpringIntegrationTests(
            @Autowired StreamListeners listeners,
            @Autowired Recorder recorder,
            @Autowired Map<String, AbstractConnectionFactory> factories) {
        this.listeners = listeners;
        this.recorder = recorder;
        this.factories = factories;
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void connectionPublishesOneOpenAndOneCloseEvent(String listener) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = connect(listener);
                sockets.add(socket);
                socket.getOutputStream().write('.');
                assertThat(socket.getInputStream().read()).isPositive();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> recorder.of(listener)
                        .filter(TcpConnectionCloseEvent.class::isInstance)
                        .count()
                >= CONNECTIONS);
        Map<String, List<Class<?>>> byConnection = new HashMap<>();
        recorder.of(listener)
                .forEach(event -> byConnection
                        .computeIfAbsent(event.getConnectionId(), _ -> new ArrayList<>())
                        .add(event.getClass()));
        assertThat(byConnection).hasSize(CONNECTIONS);
        assertThat(byConnection.values())
                .allSatisfy(events -> assertThat(events)
                        .containsExactly(TcpConnectionOpenEvent.class, TcpConnectionCloseEvent.class));
    }

    @Test
    void messageOfAConnectionHasTheHeadersOfSpringIntegrationsOwnAdapters() throws Exception {
        try (Socket socket = connect("third")) {
            socket.getOutputStream().write('.');
            assertThat(socket.getInputStream().read()).isEqualTo('.');
            Message<?> message = recorder.messages.stream()
                    .filter(sent -> socket.getLocalPort() == port(sent))
                    .findFirst()
                    .orElseThrow();
            assertThat(message.getPayload()).isInstanceOf(TcpStream.class);
            assertThat(message.getHeaders())
                    .containsEntry(IpHeaders.HOSTNAME, "127.0.0.1")
                    .containsEntry(IpHeaders.IP_ADDRESS, "127.0.0.1");
            assertThat(message.getHeaders().getId()).isNotNull();
            assertThat(message.getHeaders().getTimestamp()).isPositive();
            assertThat(factories.values().stream().flatMap(factory -> factory.getOpenConnectionIds().stream()))
                    .contains(message.getHeaders().get(IpHeaders.CONNECTION_ID, String.class));
        }
    }

    private static int port(Message<?> message) {
        return message.getHeaders().get(IpHeaders.REMOTE_PORT, Integer.class);
    }

    @Test
    void openConnectionIsInItsFactoryUntilItEnds() throws Exception {
        AbstractConnectionFactory factory = factories.get("weir.third.connections");
        try (Socket socket = connect("third")) {
            socket.getOutputStream().write('.');
            assertThat(socket.getInputStream().read()).isEqualTo('.');
            assertThat(factory.getOpenConnectionIds())
                    .anySatisfy(id -> assertThat(id).startsWith("third-"));
        }
        await().until(() -> factory.getOpenConnectionIds().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void graphLeadsFromAdapterToChannelToHandler(String listener, @Value("${local.server.port}") int port)
            throws IOException {
        JsonNode graph;
        var url = URI.create("http://127.0.0.1:" + port + "/actuator/integrationgraph")
                .toURL();
        try (InputStream answer = url.openStream()) {
            graph = JsonMapper.shared().readTree(answer);
        }
        Map<String, Integer> nodes = new HashMap<>();
        graph.get("nodes")
                .forEach(node -> nodes.put(
                        node.get("name").asString(), node.get("nodeId").asInt()));
        String prefix = "weir." + listener + ".";
        assertThat(nodes).containsKeys(prefix + "adapter", prefix + "streams", prefix + "handler");
        assertThat(graph.get("links")
                        .valueStream()
                        .map(link ->
                                link.get("from").asInt() + ">" + link.get("to").asInt()))
                .contains(nodes.get(prefix + "adapter") + ">" + nodes.get(prefix + "streams"))
                .contains(nodes.get(prefix + "streams") + ">" + nodes.get(prefix + "handler"));
    }

    private Socket connect(String listener) throws IOException {
        var socket = new Socket();
        socket.connect(listeners.find(listener).state().boundAddress());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    /** Every message, and every event of a connection, exceptions included. */
    static final class Recorder implements ChannelInterceptor {

        private final Queue<Message<?>> messages = new ConcurrentLinkedQueue<>();

        private final Queue<TcpConnectionEvent> events = new ConcurrentLinkedQueue<>();

        @EventListener
        void on(TcpConnectionEvent event) {
            events.add(event);
        }

        @Override
        public Message<?> preSend(Message<?> message, MessageChannel channel) {
            messages.add(message);
            return message;
        }

        Stream<TcpConnectionEvent> of(String listener) {
            return events.stream()
                    .filter(event -> event.getConnectionFactoryName().equals(listener));
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @GlobalChannelInterceptor
        Recorder recorder() {
            return new Recorder();
        }
    }
}
