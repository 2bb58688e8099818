package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;

/** Whatever is thrown while a connection ends, the end is counted and announced, and what the connection held is given back. */
@Timeout(60)
@SuppressWarnings("try") // Closing early is part of what is tested.
class ConnectionEndTests {

    /** What is thrown, and where. */
    enum Fault {
        A_THROWABLE_THAT_CANNOT_BE_JUDGED(setup -> setup.listener("one", (TcpStreamHandler) _ -> {
            throw new Unjudgeable();
        })),
        A_THROWABLE_THAT_CANNOT_BE_LOGGED(setup -> setup.listener("one", (TcpStreamHandler) _ -> {
            throw new Unprintable();
        })),
        A_LISTENER_OF_THE_CLOSE_EVENT(setup ->
                setup.bean("listener", ApplicationListener.class, () -> new Listener(TcpConnectionCloseEvent.class))),
        A_LISTENER_OF_THE_OPEN_EVENT(setup ->
                setup.bean("listener", ApplicationListener.class, () -> new Listener(TcpConnectionOpenEvent.class))),
        AN_OBSERVER_OF_THE_END(setup -> setup.bean("observer", InlineObserver.class, FailingObserver::new)),
        A_QUEUED_OBSERVER(setup -> setup.bean("observer", ConnectionObserver.class, FailingQueuedObserver::new));

        @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
        private final UnaryOperator<RunningApplication.Setup> setup;

        Fault(UnaryOperator<RunningApplication.Setup> setup) {
            this.setup = setup;
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesBackWhatTheConnectionHeld(Fault fault) throws Exception {
        try (var application = fault.setup
                .apply(RunningApplication.application().listener("one", "echo"))
                .with("weir.listeners.one.max-connections=1", "weir.listeners.one.max-connections-per-client=1")
                .start()) {
            ListenerStatistics statistics = application.listener("one").statistics();
            await().untilAsserted(() -> {
                converse(application);
                assertThat(statistics.accepted())
                        .as("each has had the only permit")
                        .isGreaterThanOrEqualTo(3);
            });
            await().untilAsserted(() -> assertThat(statistics.closed()).isEqualTo(statistics.accepted()));
            assertThat(statistics.active()).isZero();
            application.close();
            assertThat(statistics.closed(CloseCause.SHUTDOWN_FORCED)).isZero();
            assertThat(statistics.drainedWith(DrainOutcome.FORCED)).isZero();
        }
    }

    private static void converse(RunningApplication application) throws IOException {
        try (Socket socket = application.connect("one")) {
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (SocketException _) {
            // Rejected: the connection before it still has the permit.
        }
    }

    private static final class Unjudgeable extends Exception {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new NoClassDefFoundError("on/purpose");
        }
    }

    @SuppressWarnings("OverrideThrowableToString") // It is toString that must fail.
    private static final class Unprintable extends Exception {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new OutOfMemoryError("on purpose");
        }
    }

    private static final class FailingQueuedObserver implements ConnectionObserver {

        @Override
        public void closed(ObservedConnection connection, CloseCause cause) {
            throw new NoClassDefFoundError("on/purpose");
        }
    }

    private static final class FailingObserver implements InlineObserver {

        @Override
        public void closed(ObservedConnection connection, CloseCause cause) {
            throw new NoClassDefFoundError("on/purpose");
        }
    }

    private record Listener(Class<?> type) implements ApplicationListener<ApplicationEvent> {

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            if (type.isInstance(event)) {
                throw new IllegalStateException("on purpose");
            }
        }
    }
}
