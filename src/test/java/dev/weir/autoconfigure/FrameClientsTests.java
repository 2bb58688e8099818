package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jayway.jsonpath.JsonPath;
import dev.weir.client.Correlation;
import dev.weir.client.FrameClient;
import dev.weir.client.TcpClients;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FramedStream;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/** Clients with frames that settings define, injected with the types of where they are used. */
@Timeout(60)
class FrameClientsTests {

    private final List<TargetServer> servers = new ArrayList<>();

    @AfterEach
    void stopServers() throws IOException {
        for (TargetServer server : servers) {
            server.close();
        }
    }

    /** A price: text and number, for the application's own types in frames. */
    record Price(String article, int cents) {}

    @Test
    void aHandlerCallsTheServerBehindIt() throws Exception {
        TargetServer server = lines(line -> "OK " + line);
        try (var application = application(server)
                        .listener("front", "gateway", "framing.type=line")
                        .bean("gateway", Gateway.class)
                        .start();
                var client = application.client("front")) {
            client.send("hello\n").receivesLine("OK hello");

            String clients = application.get("tcpclients/orders").body();
            assertThat(JsonPath.<String>read(clients, "$.mode")).isEqualTo("pooled");
            assertThat(JsonPath.<Integer>read(clients, "$.connections.limit")).isEqualTo(8);
        }
    }

    @Test
    void repliesHaveTheTypeOfThePlaceOfInjection() throws Exception {
        TargetServer server = lines(line -> line.replace("7", "8"));
        try (var application = application(server)
                .bean("user", TypedUser.class)
                .listener("echo", "echo")
                .start()) {
            TypedUser user = application.bean(TypedUser.class);
            assertThat(user.texts.call("7 apples")).isEqualTo("8 apples");
            assertThat(user.bytes.call(new byte[] {'7'})).isEqualTo(new byte[] {'8'});
            assertThat(user.prices.call(new Price("apple", 7))).isEqualTo(new Price("apple", 8));
        }
    }

    @Test
    void repliesAreFoundByTheirKeys() throws Exception {
        TargetServer server = pairsSwapped();
        try (var application = application(
                        server,
                        "weir.clients.orders.mode=shared",
                        "weir.clients.orders.health.interval=0s",
                        "weir.clients.orders.request.correlation=by_key",
                        "weir.clients.orders.request.in-flight=2")
                .bean("numbers", FirstWord.class)
                .bean("user", TextUser.class)
                .listener("echo", "echo")
                .start()) {
            FrameClient<String, String> orders = application.bean(TextUser.class).orders;
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<String> first = executor.submit(() -> orders.call("1 a"));
                Future<String> second = executor.submit(() -> orders.call("2 b"));
                assertThat(first.get()).isEqualTo("1 a");
                assertThat(second.get()).isEqualTo("2 b");
            }
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aClientWithoutTypesTakesWhatCanBeConverted() throws Exception {
        TargetServer server = lines(line -> line);
        try (var application = application(server).listener("echo", "echo").start()) {
            @SuppressWarnings("unchecked")
            var orders = (FrameClient<Object, Object>)
                    application.bean(TcpClients.class).frames("orders");
            assertThat(orders.call("text")).isEqualTo("text".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aTypeWithoutConversionStopsTheStart() throws Exception {
        TargetServer server = lines(line -> line);
        assertThatThrownBy(() -> RunningApplication.listenersOnly()
                        .with(orders(server))
                        .bean("user", ThreadUser.class)
                        .listener("echo", "echo")
                        .start()
                        .close())
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "weir.clients.orders is injected as a FrameClient that takes requests of the type")
                .hasMessageContaining("Thread");
    }

    private static RunningApplication.Setup application(TargetServer server, String... more) {
        return RunningApplication.application().with(orders(server)).with(more);
    }

    private static String[] orders(TargetServer server) {
        return new String[] {"weir.clients.orders.addresses=" + server.target(), "weir.clients.orders.framing.type=line"
        };
    }

    private TargetServer lines(UnaryOperator<String> answer) throws IOException {
        TargetServer server = TargetServer.start(stream -> {
            FramedStream frames = FramedStream.over(stream, FrameFormat.lines(1000));
            String line = frames.readText(StandardCharsets.UTF_8);
            while (line != null) {
                frames.write(answer.apply(line), StandardCharsets.UTF_8);
                line = frames.readText(StandardCharsets.UTF_8);
            }
        });
        servers.add(server);
        return server;
    }

    /** Answers two requests at a time, the second one first. */
    private TargetServer pairsSwapped() throws IOException {
        TargetServer server = TargetServer.start(stream -> {
            FramedStream frames = FramedStream.over(stream, FrameFormat.lines(1000));
            while (true) {
                String first = frames.readText(StandardCharsets.UTF_8);
                String second = frames.readText(StandardCharsets.UTF_8);
                if (first == null || second == null) {
                    return;
                }
                frames.write(second, StandardCharsets.UTF_8);
                frames.write(first, StandardCharsets.UTF_8);
            }
        });
        servers.add(server);
        return server;
    }

    /** The first word of a line is the key. */
    static final class FirstWord implements Correlation<String, String> {

        @Override
        public Object requestKey(String request) {
            return request.substring(0, request.indexOf(' '));
        }

        @Override
        public @Nullable Object replyKey(String reply) {
            return reply.substring(0, reply.indexOf(' '));
        }
    }

    static final class Gateway implements FrameHandler<String, String> {

        private final FrameClient<String, String> orders;

        Gateway(@Qualifier("orders") FrameClient<String, String> orders) {
            this.orders = orders;
        }

        @Override
        public String handle(String frame, FrameSession session) throws IOException {
            return orders.call(frame);
        }
    }

    static final class TypedUser {

        @Autowired
        @Qualifier("orders")
        FrameClient<String, String> texts;

        @Autowired
        @Qualifier("orders")
        FrameClient<byte[], byte[]> bytes;

        @Autowired
        @Qualifier("orders")
        FrameClient<Price, Price> prices;
    }

    static final class TextUser {

        /** By the name of the parameter. */
        final FrameClient<String, String> orders;

        TextUser(FrameClient<String, String> orders) {
            this.orders = orders;
        }
    }

    static final class ThreadUser {

        ThreadUser(FrameClient<Thread, String> orders) {
            orders.targets();
        }
    }
}
