package dev.weir.targets;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.weir.client.TcpClient;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.TargetStatistics;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A listener that forwards and a pool, whose targets are stopped and started again all the time: for a few seconds, or for as long
 * as {@code -Dweir.soak=PT10M} says.
 */
class RestartedTargetsIT {

    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final int USERS = 8;
    private static final String CLIENT = "client=\"pool\"";

    @TempDir
    private Path directory;

    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /** Has the client injected, as an application does. */
    record User(TcpClient pool) {}

    @Test
    void nothingIsLeftOpenAndTheCountersAddUp() throws Exception {
        Duration duration = Duration.parse(System.getProperty("weir.soak", SHORT.toString()));
        try (TargetServer first = TargetServer.echo();
                TargetServer second = TargetServer.echo();
                RunningApplication weir = start(first.target() + "," + second.target())) {
            TcpClient pool = weir.bean(User.class).pool();
            run(weir, pool, first, second, Duration.ofSeconds(1));
            awaitRest(weir);
            assertThat(weirThreads()).as("threads that watch targets").isNotEmpty();
            long descriptors = descriptors();
            run(weir, pool, first, second, duration);
            awaitRest(weir);
            LoggerFactory.getLogger(RestartedTargetsIT.class)
                    .info("{} exchanges and {} failures in {}", exchanges, failures, duration);

            assertThat(exchanges).as("exchanges").hasPositiveValue();
            assertThat(failures).as("failures").hasPositiveValue();
            await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
            assertThat(first.open() + second.open()).isZero();
        }
        await().untilAsserted(() -> assertThat(weirThreads()).isEmpty());
    }

    private static RunningApplication start(String targets) {
        return RunningApplication.application()
                .forward(
                        "front",
                        targets,
                        "forward.connect-timeout=1s",
                        "forward.health.interval=100ms",
                        "forward.health.rise=1",
                        "forward.health.eject-for=100ms")
                .with(
                        "weir.access-log.enabled=false",
                        "logging.level.dev.weir.upstream=error",
                        "weir.clients.pool.addresses=" + targets,
                        "weir.clients.pool.connect-timeout=1s",
                        "weir.clients.pool.health.interval=100ms",
                        "weir.clients.pool.health.rise=1",
                        "weir.clients.pool.health.eject-for=100ms",
                        "weir.clients.pool.pool.max=3",
                        "weir.clients.pool.pool.max-idle=1s")
                .bean("user", User.class)
                .start();
    }

    private void run(
            RunningApplication weir, TcpClient pool, TargetServer first, TargetServer second, Duration duration)
            throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                var random = new Random(i);
                boolean isPooled = i % 2 == 0;
                users.add(threads.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        count(isPooled ? () -> borrow(pool, random) : () -> connect(weir, random));
                    }
                    return null;
                }));
            }
            while (System.nanoTime() - end < 0) {
                restart(first, end);
                restart(second, end);
            }
            for (Future<?> user : users) {
                user.get();
            }
        }
    }

    /** Stops a target in the middle of exchanges, and starts it again once some have been made without it. */
    private void restart(TargetServer target, long end) throws IOException {
        awaitMore(50, end);
        target.stop();
        awaitMore(50, end);
        target.restart();
    }

    private void awaitMore(int count, long end) {
        long wanted = exchanges.get() + failures.get() + count;
        await().until(() -> exchanges.get() + failures.get() >= wanted || System.nanoTime() - end >= 0);
    }

    @FunctionalInterface
    private interface Exchange {
        void make() throws IOException;
    }

    private void count(Exchange exchange) {
        try {
            exchange.make();
            exchanges.incrementAndGet();
        } catch (IOException _) {
            failures.incrementAndGet();
        }
    }

    private static void borrow(TcpClient pool, Random random) throws IOException {
        pool.<IOException>run(stream -> {
            byte[] sent = bytes(random);
            stream.writeAll(sent);
            var received = new byte[sent.length];
            stream.readFully(received);
            assertThat(received).isEqualTo(sent);
        });
    }

    private static void connect(RunningApplication weir, Random random) throws IOException {
        try (Socket socket = weir.connect("front")) {
            byte[] sent = bytes(random);
            socket.getOutputStream().write(sent);
            byte[] received = socket.getInputStream().readNBytes(sent.length);
            if (received.length < sent.length) {
                throw new IOException("the connection ended");
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void awaitRest(RunningApplication weir) {
        await().untilAsserted(() -> {
            Scrape meters = weir.scrape();
            ForwardCounts.assertRest(meters, "front");
            assertThat(meters.sum("tcp_client_connections_idle", CLIENT)).isZero();
            assertThat(meters.sum("tcp_client_connections_pending", CLIENT)).isZero();
            assertThat(meters.sum("tcp_client_connections_closed_total", CLIENT))
                    .isEqualTo(meters.sum("tcp_client_connections_opened_total", CLIENT))
                    .isEqualTo(meters.sum("tcp_client_connect_seconds_count", CLIENT, "outcome=\"success\""));
        });
        ListenerStatistics front = weir.statistics("front");
        assertThat(front.bytesWritten())
                .as("no byte reaches a client that no target has sent")
                .isLessThanOrEqualTo(weir.listener("front").targets().stream()
                        .mapToLong(TargetStatistics::bytesRead)
                        .sum());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** Virtual threads too, which only a dump has; not the poller of Linux's sockets, which lives as long as the process. */
    private List<String> weirThreads() throws IOException {
        Path dump = directory.resolve("threads");
        Files.deleteIfExists(dump);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        try (Stream<String> lines = Files.lines(dump)) {
            return lines.filter(line -> line.startsWith("#") && line.contains("\"weir-"))
                    .filter(line -> !line.contains("\"weir-poller"))
                    .toList();
        }
    }
}
