package dev.weir.server;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.LogCapture;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;

/** Whatever a handler throws ends its own stream, is logged once with its id, and is counted. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "spring.config.location=optional:classpath:/none/",
            "weir.listeners.fragile.address=127.0.0.1:0",
            "weir.listeners.fragile.handler=fragile"
        })
@Timeout(60)
@SuppressWarnings("try") // Closing early is part of what is tested.
class HandlerFailureTests {

    private static final Map<Character, Supplier<? extends Throwable>> FAILURES = Map.of(
            'r', () -> new IllegalStateException("on purpose"),
            'c', () -> new Exception("on purpose"),
            'i', () -> new IOException("not the stream's own"),
            'e', () -> new AssertionError("on purpose"),
            'l', () -> new NoClassDefFoundError("on/purpose"),
            's', StackOverflowError::new,
            'p', () -> new ProtocolViolationException("the client's fault"));

    private final LogCapture log = LogCapture.ofAll();

    private final StreamListener listener;
    private final Fragile handler;

    HandlerFailureTests(@Autowired StreamListeners listeners, @Autowired Fragile handler) {
        this.listener = listeners.find("fragile");
        this.handler = handler;
    }

    @AfterEach
    void stopCapture() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(chars = {'r', 'c', 'i', 'e', 'l', 's'})
    void endsItsOwnStreamOnly(char failure) throws Exception {
        ListenerStatistics statistics = listener.statistics();
        long before = statistics.closed(CloseCause.HANDLER_ERROR);
        try (Socket other = connect();
                Socket failing = connect()) {
            assertEchoes(other);
            long _ = handler.nextId();
            failing.getOutputStream().write(failure);
            assertThat(failing.getInputStream().read())
                    .as("an end, not a reset")
                    .isEqualTo(-1);
            long id = handler.nextId();
            failing.shutdownOutput(); // Otherwise the listener's own close waits for it.
            await().until(() -> statistics.find(id) == null);

            assertThat(statistics.closed(CloseCause.HANDLER_ERROR)).isEqualTo(before + 1);
            assertThat(log.warnings()).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                        .isEqualTo("Listener fragile: handler fragile failed on stream " + id);
                assertThat(((ThrowableProxy) event.getThrowableProxy()).getThrowable())
                        .isExactlyInstanceOf(FAILURES.get(failure).get().getClass());
                assertThat(event.getThrowableProxy().getStackTraceElementProxyArray())
                        .isNotEmpty();
            });
            assertEchoes(other);
        }
        try (Socket next = connect()) {
            assertEchoes(next);
            long _ = handler.nextId();
        }
    }

    @Test
    void clientInBreachOfItsProtocolIsCountedAndNotLogged() throws Exception {
        ListenerStatistics statistics = listener.statistics();
        long before = statistics.closed(CloseCause.PROTOCOL_ERROR);
        try (Socket failing = connect()) {
            failing.getOutputStream().write('p');
            assertThat(failing.getInputStream().read()).isEqualTo(-1);
            long id = handler.nextId();
            failing.shutdownOutput(); // Otherwise the listener's own close waits for it.
            await().until(() -> statistics.find(id) == null);
        }
        assertThat(statistics.closed(CloseCause.PROTOCOL_ERROR)).isEqualTo(before + 1);
        assertThat(log.warnings()).isEmpty();
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(listener.state().boundAddress());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write('.');
        assertThat(socket.getInputStream().read()).isEqualTo('.');
    }

    /** Echoes dots, and fails on letters. */
    static final class Fragile implements TcpStreamHandler {

        private final BlockingQueue<Long> ids = new LinkedBlockingQueue<>();

        @Override
        public void handle(TcpStream stream) throws Exception {
            boolean first = true;
            byte[] one = new byte[1];
            while (stream.read(one) > 0) {
                if (first) {
                    ids.add(stream.id());
                    first = false;
                }
                switch (FAILURES.getOrDefault((char) one[0], () -> null).get()) {
                    case null -> stream.writeAll(one);
                    case Exception e -> throw e;
                    case StackOverflowError _ -> overflow(1);
                    case Error e -> throw e;
                    case Throwable e -> throw new AssertionError(e);
                }
            }
        }

        @SuppressWarnings("InfiniteRecursion") // That is its purpose.
        private static long overflow(long depth) {
            return overflow(depth + 1) + depth;
        }

        /** The id of the stream that has had its first byte next. */
        long nextId() throws InterruptedException {
            return take(ids);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Fragile fragile() {
            return new Fragile();
        }
    }
}
