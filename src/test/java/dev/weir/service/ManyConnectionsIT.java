package dev.weir.service;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients, at once and one after the other, leave no resources behind. */
@Timeout(300)
class ManyConnectionsIT {

    private static final String ECHO = "listener=\"echo\"";
    private static final int AT_ONCE = 2_000;
    private static final int IN_ALL = 20_000;
    private static final int WORKERS = 50;

    /** The web server's and the JVM's own file descriptors come and go too. */
    private static final int LEEWAY = 10;

    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        service = WeirProcess.service().start();
        converse("warm-up");
        awaitQuiet();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void twoThousandClientsAtOnce() throws Exception {
        Scrape before = service.scrape();
        List<Socket> clients = new ArrayList<>();
        long sent = 0;
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                clients.add(service.connect("echo"));
            }
            await().untilAsserted(() -> assertThat(
                            service.scrape().sum("tcp_server_connections_active", ECHO, "state=\"open\""))
                    .isEqualTo(AT_ONCE));
            for (int i = 0; i < AT_ONCE; i++) {
                byte[] message = message(i);
                clients.get(i).getOutputStream().write(message);
                sent += message.length;
            }
            for (int i = 0; i < AT_ONCE; i++) {
                byte[] message = message(i);
                assertThat(clients.get(i).getInputStream().readNBytes(message.length))
                        .isEqualTo(message);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        Scrape after = awaitQuiet();
        assertThat(accepted(after)).isEqualTo(accepted(before) + AT_ONCE);
        assertThat(read(after)).isEqualTo(read(before) + sent);
    }

    @Test
    void nothingIsLeftOfTwentyThousandConnections() throws Exception {
        Scrape before = service.scrape();
        long descriptors = descriptors();
        var sent = new AtomicLong();
        try (var workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                work.add(() -> {
                    for (int i = 0; i < IN_ALL / WORKERS; i++) {
                        sent.addAndGet(converse("hello " + i));
                    }
                    return null;
                });
            }
            for (Future<Void> done : workers.invokeAll(work, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        }
        Scrape after = awaitQuiet();
        assertThat(accepted(after)).isEqualTo(accepted(before) + IN_ALL);
        assertThat(read(after)).isEqualTo(read(before) + sent.get());
        assertThat(after.sum("tcp_server_written_bytes_total", ECHO)).isEqualTo(read(after));
        await().untilAsserted(() -> assertThat(descriptors()).isLessThan(descriptors + LEEWAY));
    }

    /** Connects, is answered, and closes. @return bytes sent */
    private static int converse(String text) throws IOException, InterruptedException {
        byte[] message = text.getBytes(US_ASCII);
        try (Socket socket = service.connect("echo")) {
            socket.getOutputStream().write(message);
            assertThat(socket.getInputStream().readNBytes(message.length)).isEqualTo(message);
        }
        return message.length;
    }

    private static byte[] message(int i) {
        return ("client " + i + "\n").repeat(20).getBytes(US_ASCII);
    }

    /** Waits until no connection is live, and checks that every one is accounted for. */
    private static Scrape awaitQuiet() throws IOException, InterruptedException {
        await().untilAsserted(() -> assertThat(service.scrape().sum("tcp_server_connections_active", ECHO))
                .isZero());
        Scrape quiet = service.scrape();
        assertThat(quiet.sum("tcp_server_connections_closed_total", ECHO)).isEqualTo(accepted(quiet));
        return quiet;
    }

    private static long accepted(Scrape scrape) {
        return scrape.sum("tcp_server_connections_accepted_total", ECHO);
    }

    private static long read(Scrape scrape) {
        return scrape.sum("tcp_server_read_bytes_total", ECHO);
    }

    private static long descriptors() throws IOException {
        try (var files =
                Files.list(Path.of("/proc", Long.toString(service.process().pid()), "fd"))) {
            return files.count();
        }
    }
}
