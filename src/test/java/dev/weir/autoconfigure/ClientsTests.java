package dev.weir.autoconfigure;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jayway.jsonpath.JsonPath;
import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;

/** Clients that settings define, with a real server as their target. */
@Timeout(60)
class ClientsTests {

    private TargetServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = TargetServer.echo();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void aClientIsABeanThatHandlersUse() throws Exception {
        try (var application = RunningApplication.application()
                        .with("weir.clients.orders.addresses=" + server.target())
                        .listener("front", "gateway")
                        .bean("gateway", Gateway.class)
                        .start();
                var client = application.client("front")) {
            client.send("hello\n").receivesLine("hello");

            assertThat(application.context().getBean("orders")).isSameAs(orders(application));
            String clients = application.get("tcpclients").body();
            assertThat(JsonPath.<String>read(clients, "$.clients[0].name")).isEqualTo("orders");
            assertThat(JsonPath.<String>read(clients, "$.clients[0].mode")).isEqualTo("pooled");
            assertThat(JsonPath.<String>read(clients, "$.clients[0].targets[0].address"))
                    .isEqualTo(server.target().toString());
            assertThat(JsonPath.<String>read(clients, "$.clients[0].targets[0].state"))
                    .isEqualTo("up");
            assertThat(JsonPath.<Integer>read(clients, "$.clients[0].targets[0].connected"))
                    .isEqualTo(1);
            assertThat(application.get("tcpclients/orders").statusCode()).isEqualTo(200);
            assertThat(application.get("tcpclients/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void healthKnowsAClientWithoutTarget() throws Exception {
        try (var application = RunningApplication.application()
                .with(
                        "weir.clients.orders.addresses=" + server.target(),
                        "weir.clients.orders.health.interval=20ms",
                        "weir.clients.orders.health.fall=1")
                .listener("echo", "echo")
                .start()) {
            assertThat(application.get("health/tcpClients").statusCode()).isEqualTo(200);

            server.stop();
            await().until(() -> application.get("health/tcpClients").statusCode() == 503);
            assertThat(application.get("health/readiness").statusCode())
                    .as("all instances would leave the balancer at once")
                    .isEqualTo(200);

            server.restart();
            await().until(() -> application.get("health/tcpClients").statusCode() == 200);
        }
    }

    @Test
    void thereIsNoHealthOfClientsWithoutClients() throws Exception {
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            assertThat(application.get("health/tcpClients").statusCode()).isEqualTo(404);
            assertThat(application.get("tcpclients").body()).isEqualTo("{\"clients\":[]}");
        }
    }

    @Test
    void connectionDetailsTakeThePlaceOfAddresses() throws Exception {
        try (var application = RunningApplication.application()
                .with("weir.clients.orders.addresses=unknown.invalid:1")
                .bean(
                        "details",
                        TcpClientConnectionDetails.class,
                        () -> TcpClientConnectionDetails.of(
                                "orders", List.of(server.target().toString())))
                .listener("echo", "echo")
                .start()) {
            assertThat(answer(orders(application), "ping")).isEqualTo("ping");
        }
    }

    @Test
    void clientsAreClosedWithTheContext() throws Exception {
        TcpClient orders;
        try (var application = RunningApplication.application()
                .with("weir.clients.orders.addresses=" + server.target())
                .listener("echo", "echo")
                .start()) {
            orders = orders(application);
            assertThat(answer(orders, "ping")).isEqualTo("ping");
            assertThat(server.open()).isEqualTo(1);
        }
        await().until(() -> server.open() == 0);
        TcpClient closed = orders;
        assertThatThrownBy(() -> answer(closed, "ping")).isInstanceOf(IOException.class);
    }

    private static TcpClient orders(RunningApplication application) {
        return application.bean(TcpClients.class).get("orders");
    }

    private static String answer(TcpClient client, String request) throws IOException {
        return client.<String, IOException>use(stream -> {
            stream.writeAll((request + "\n").getBytes(StandardCharsets.UTF_8));
            return stream.readLine(StandardCharsets.UTF_8, 100);
        });
    }

    /** Passes each line on to the server behind it. */
    static final class Gateway implements TcpStreamHandler {

        private final TcpClient orders;

        Gateway(@Qualifier("orders") TcpClient orders) {
            this.orders = orders;
        }

        @Override
        public void handle(TcpStream stream) throws IOException {
            String line = stream.readLine(StandardCharsets.UTF_8, 100);
            while (line != null) {
                stream.writeAll((answer(orders, line) + "\n").getBytes(StandardCharsets.UTF_8));
                line = stream.readLine(StandardCharsets.UTF_8, 100);
            }
        }
    }
}
