package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.LoggerFactory;

/**
 * All faults at once, for as long as {@code -Dweir.soak=PT10M} says, and not at all without: what the service holds on to
 * afterwards is what it held on to after the first quarter.
 */
@RequiresTool("prlimit")
@EnabledIfSystemProperty(named = "weir.soak", matches = "PT.+")
class SoakIT {

    private static final int DESCRIPTORS = 400;
    private static final int PEERS = 12;
    private static final long MEGABYTE = 1024 * 1024;
    private static final String[] LISTENERS = {"echo", "chargen", "drained"};

    /** What must not grow. */
    private record Holdings(long descriptors, long threads, long heap, int series) {}

    private final AtomicLong conversations = new AtomicLong();

    @Test
    void holdsOnToNothing() throws Exception {
        Duration duration = Duration.parse(System.getProperty("weir.soak"));
        try (WeirProcess service = WeirProcess.service()
                .descriptors(DESCRIPTORS)
                .jvm("-Xmx256m")
                .with(
                        "management.endpoint.tcplisteners.access=unrestricted",
                        "weir.shutdown.idle=100ms",
                        "weir.shutdown.grace-period=3s",
                        "weir.access-log.enabled=false",
                        "weir.buffer-memory=1MB",
                        "weir.listeners.echo.timeout.idle=3s",
                        "weir.listeners.echo.timeout.half-closed=1s",
                        "weir.listeners.echo.timeout.lifetime=20s",
                        "weir.listeners.echo.max-connections-per-client=300")
                .listener("drained", "echo", "address=127.0.0.1:" + FreePorts.one(), "timeout.idle=3s")
                .listener("chargen", "chargen", "timeout.write=1s", "timeout.lifetime=5s")
                .start()) {
            run(service, duration.dividedBy(4), 1);
            Holdings before = holdings(service);
            run(service, duration.dividedBy(4).multipliedBy(3), 2);
            Holdings after = holdings(service);
            LoggerFactory.getLogger(SoakIT.class)
                    .info("Soaked for {}, {} conversations: {}, {}", duration, conversations, before, after);

            assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 5);
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 5);
            assertThat(after.heap()).as("heap after collection").isLessThanOrEqualTo(before.heap() + 8 * MEGABYTE);
            assertThat(after.series()).as("series").isEqualTo(before.series());
            Scrape scrape = service.scrape();
            for (String listener : LISTENERS) {
                String label = "listener=\"" + listener + "\"";
                assertThat(scrape.sum("tcp_server_connections_closed_total", label))
                        .isEqualTo(scrape.sum("tcp_server_connections_accepted_total", label));
            }
            assertThat(scrape.series()).containsEntry("weir_buffer_memory_used_bytes", 0.0);
            assertThat(service.process()
                            .output()
                            .lines()
                            .filter(line ->
                                    line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("\tat ")))
                    .as("lines that clients cause, other than the few of a shortage of descriptors")
                    .allMatch(line -> line.contains("accepting fails"));
        }
    }

    private void run(WeirProcess service, Duration duration, long seed) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> peers = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                var random = new Random(seed * 1000 + i);
                peers.add(threads.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        misbehave(service, random);
                        conversations.incrementAndGet();
                    }
                    return null;
                }));
            }
            peers.add(threads.submit(() -> {
                while (System.nanoTime() - end < 0) {
                    operate(service);
                    crowd(service);
                }
                return null;
            }));
            for (Future<?> peer : peers) {
                peer.get();
            }
        }
    }

    private static void misbehave(WeirProcess service, Random random) throws Exception {
        Socket socket;
        try {
            socket = service.connect(LISTENERS[random.nextInt(LISTENERS.length)]);
        } catch (IOException _) {
            // It is being drained, or full.
            return;
        }
        try (socket) {
            socket.setSoTimeout(1 + random.nextInt(2000));
            behave(socket, random);
        } catch (SocketException | SocketTimeoutException _) {
            // As it may be.
        }
    }

    private static void behave(Socket socket, Random random) throws IOException {
        byte[] bytes = new byte[1 + random.nextInt(50_000)];
        random.nextBytes(bytes);
        switch (random.nextInt(8)) {
            case 0 -> socket.getInputStream().readNBytes(bytes.length);
            case 1 -> socket.getOutputStream().write(bytes);
            case 2 -> Peers.reset(socket);
            case 3 -> {
                socket.getOutputStream().write(bytes);
                Peers.reset(socket);
            }
            case 4 -> {
                socket.setTcpNoDelay(true);
                for (int i = 0; i < Math.min(200, bytes.length); i++) {
                    socket.getOutputStream().write(bytes[i]);
                }
                socket.getInputStream().readNBytes(200);
            }
            case 5 -> {
                socket.shutdownOutput();
                socket.getInputStream().readNBytes(1_000_000);
            }
            case 6 -> {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().readNBytes(bytes.length / 2);
                Peers.reset(socket);
            }
            default -> {
                socket.getOutputStream().write(bytes);
                socket.getInputStream().readNBytes(bytes.length);
            }
        }
    }

    /** Pauses, resumes, drains and starts again. */
    private static void operate(WeirProcess service) throws Exception {
        service.change("drained", "pause");
        service.change("drained", "resume");
        service.change("drained", "drain");
        await().until(() -> service.get("tcplisteners/drained").body().contains("stopped"));
        service.change("drained", "resume");
    }

    /** More at once than there are descriptors for, for a moment. */
    private static void crowd(WeirProcess service) throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < DESCRIPTORS; i++) {
                crowd.add(service.connect("drained"));
            }
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static Holdings holdings(WeirProcess service) throws Exception {
        for (String listener : LISTENERS) {
            await().until(() ->
                    service.scrape().sum("tcp_server_connections_active", "listener=\"" + listener + "\"") == 0);
        }
        long pid = service.process().pid();
        for (int i = 0; i < 3; i++) {
            collectGarbage(pid);
        }
        Scrape scrape = service.scrape();
        return new Holdings(
                descriptors(pid),
                threads(pid),
                scrape.sum("jvm_memory_used_bytes", "area=\"heap\""),
                scrape.series().size());
    }

    private static void collectGarbage(long pid) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (var process = RunningProcess.start(new ProcessBuilder(jcmd, Long.toString(pid), "GC.run"))) {
            assertThat(process.awaitExit()).as(process::output).isZero();
        }
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    private static long threads(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return files.count();
        }
    }
}
