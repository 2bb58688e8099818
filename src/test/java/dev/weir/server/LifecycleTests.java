package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStreamHandler;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Listeners between the other beans of an application, which start before them and stop after them, as often as they like. */
@Timeout(120)
class LifecycleTests {

    /** A connection pool, for example: of the default phase, as Spring's own are. */
    static final class Pool implements SmartLifecycle {

        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-pool", "z-pool"})
    void whatHandlersNeedOutlivesThem(String name) throws Exception {
        var pool = new Pool();
        var failures = new AtomicInteger();
        TcpStreamHandler handler = stream -> {
            while (stream.read(new byte[1]) > 0) {
                stream.writeAll(new byte[] {'y'});
                stream.flush();
            }
            // It has been told to end, and says goodbye with what it needs for that.
            for (int i = 0; i < 200; i++) {
                if (!pool.isRunning()) {
                    failures.incrementAndGet();
                }
                stream.writeAll(new byte[10_000]);
            }
        };
        var setup = RunningApplication.application()
                .with("spring.lifecycle.timeout-per-shutdown-phase=1ms", "weir.shutdown.grace-period=30s");
        if (name.startsWith("a")) {
            setup.bean(name, Pool.class, () -> pool).listener("m", handler);
        } else {
            setup.listener("m", handler).bean(name, Pool.class, () -> pool);
        }
        RunningApplication application = setup.start();
        try (TcpTestClient client = application.client("m")) {
            client.send("x").receives("y");
            var closing = Thread.ofPlatform().start(application::close);
            client.receives(new byte[200 * 10_000]).thenEnds().endsInput();
            closing.join();
        } finally {
            application.close();
        }
        assertThat(failures).hasValue(0);
        assertThat(pool.isRunning()).isFalse();
    }

    @Test
    void executorsTakeTasksUntilTheLastHandlerHasReturned() throws Exception {
        var failures = new AtomicInteger();
        var executor = new ThreadPoolTaskExecutor();
        RunningApplication application = RunningApplication.application()
                .with("weir.shutdown.grace-period=30s")
                .bean("workers", ThreadPoolTaskExecutor.class, () -> executor)
                .listener("busy", (TcpStreamHandler) stream -> {
                    while (stream.read(new byte[1]) > 0) {
                        stream.writeAll(new byte[] {'y'});
                        stream.flush();
                    }
                    try {
                        executor.submit(() -> 1).get();
                        stream.writeAll(new byte[] {'z'});
                    } catch (RuntimeException e) {
                        failures.incrementAndGet();
                    }
                })
                .start();
        try (TcpTestClient client = application.client("busy")) {
            client.send("x").receives("y");
            var closing = Thread.ofPlatform().start(application::close);
            client.receives("z").endsInput();
            closing.join();
        } finally {
            application.close();
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void aListenerOfItsStartThatThrowsLeavesNoPortBehind() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .bean("broken", Broken.class, Broken::new)
                .start()) {
            echo(application);
        }
    }

    static final class Broken implements ApplicationListener<TcpConnectionServerListeningEvent> {

        @Override
        public void onApplicationEvent(TcpConnectionServerListeningEvent event) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void isReadyAgainWhenItIsStartedAgain() throws Exception {
        assertReadyAfter(context -> {
            context.stop();
            context.start();
        });
    }

    @Test
    void isReadyAgainWhenItsContextWasPaused() throws Exception {
        assertReadyAfter(context -> {
            context.pause();
            context.restart();
        });
    }

    private static void assertReadyAfter(Consumer<ConfigurableApplicationContext> cycle) throws Exception {
        Set<Thread> others = sweepersBeside(Set.of());
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            ConfigurableApplicationContext context = application.context();
            for (int i = 0; i < 3; i++) {
                echo(application);
                cycle.accept(context);
                assertThat(application.bean(ApplicationAvailability.class).getReadinessState())
                        .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
                echo(application);
                assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
                assertThat(sweepersBeside(others)).hasSize(1);
            }
            assertThat(application.listener("echo").statistics().isUp()).isTrue();
        }
        await().until(() -> sweepersBeside(others).isEmpty());
    }

    private static void echo(RunningApplication application) {
        try (TcpTestClient client = application.client("echo")) {
            client.send("x").receives("x");
        }
    }

    /** Contexts that Spring keeps for other tests have theirs. */
    private static Set<Thread> sweepersBeside(Set<Thread> others) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("weir-sweeper") && !others.contains(thread))
                .collect(Collectors.toSet());
    }

    @Test
    void anApplicationWithoutListenersLeavesNoThread() {
        Set<Thread> others = sweepersBeside(Set.of());
        try (var application = RunningApplication.application().start()) {
            assertThat(application.bean(StreamListeners.class).all()).isEmpty();
        }
        await().until(() -> sweepersBeside(others).isEmpty());
    }

    @Test
    void theManagementPortStaysUntilTheDrainsFiguresHaveBeenScraped() throws Exception {
        var release = new CountDownLatch(1);
        RunningApplication application = RunningApplication.application()
                .with("weir.shutdown.grace-period=100ms", "weir.shutdown.scrape-delay=5s")
                .listener("deaf", (TcpStreamHandler) _ -> awaitIgnoringAll(release))
                .start();
        try (TcpTestClient _ = application.client("deaf")) {
            await().until(() -> application.listener("deaf").statistics().active() == 1);
            var closing = Thread.ofPlatform().start(application::close);
            await().until(() -> application.scrape().sum("tcp_server_drained_total", "outcome=\"forced\"") == 1);
            release.countDown();
            closing.join();
        } finally {
            release.countDown();
            application.close();
        }
    }

    private static void awaitIgnoringAll(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException _) {
                // Deaf.
            }
        }
    }

    @Test
    void whoWasRejectedStandsInTheLogOnceInAWhile() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("full", "echo")
                        .with("weir.listeners.full.max-connections=1")
                        .start();
                var log = LogCapture.of(RejectionLog.class);
                TcpTestClient first = application.client("full")) {
            first.send("x").receives("x");
            for (int i = 0; i < 50; i++) {
                application.client("full").close();
            }
            await().until(() -> application.listener("full").statistics().rejected() == 50);
            assertThat(log.lines()).hasSizeBetween(1, 2);
            assertThat(log.lines().getFirst())
                    .startsWith("Listener full: 1 connections rejected (max_connections), the last from 127.0.0.1:");
        }
    }
}
