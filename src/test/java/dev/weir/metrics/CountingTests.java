package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.ListenerStatistics;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures against the clients' own sums. */
@Timeout(120)
class CountingTests {

    private static final List<String> LISTENERS = List.of("echo", "discard", "reply", "early", "crowd");
    private static final int CLIENTS = 16;
    private static RunningApplication application;

    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .with("logging.level.weir.access=off")
                .listener("echo", "echo")
                .listener("discard", "discard")
                // Written and not flushed, in pieces smaller and larger than the buffer.
                .listener("reply", stream -> {
                    stream.read(new byte[100]);
                    stream.writeAll(new byte[10]);
                    stream.writeAll(new byte[100_000]);
                    stream.writeAll(new byte[1]);
                })
                // Leaves input unread.
                .listener("early", stream -> {
                    stream.readFully(new byte[10]);
                    stream.writeAll(new byte[10]);
                })
                .listener("crowd", "echo")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void countersEqualTheClientsSumsAndNeverDecrease() throws Exception {
        int rounds = 60;
        List<Client> clients = List.of(
                new Client("echo", 20_000, 20_000, End.FINISH),
                new Client("echo", 300, 300, End.RESET),
                new Client("echo", 7, 7, End.CLOSE),
                new Client("echo", 0, 0, End.CLOSE),
                new Client("discard", 50_000, 0, End.FINISH),
                new Client("reply", 5, 100_011, End.FINISH),
                new Client("early", 40_000, 10, End.FINISH));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> working = clients.stream()
                    .flatMap(client -> IntStream.range(0, 4)
                            .mapToObj(_ -> threads.submit(() -> {
                                for (int round = 0; round < rounds; round++) {
                                    client.run();
                                }
                                return null;
                            })))
                    .toList();
            Map<String, Double> before = totals();
            while (working.stream().anyMatch(future -> !future.isDone())) {
                Map<String, Double> now = totals();
                assertThat(now).hasSameSizeAs(before);
                now.forEach((series, value) -> assertThat(value).as(series).isGreaterThanOrEqualTo(before.get(series)));
                before.putAll(now);
            }
            for (Future<?> future : working) {
                future.get();
            }
        }
        awaitRest();

        Scrape scrape = application.scrape();
        assertThat(scrape.sum("tcp_server_read_bytes_total")).isEqualTo(sent.sum());
        assertThat(scrape.sum("tcp_server_written_bytes_total")).isEqualTo(received.sum());
        assertThat(scrape.sum("tcp_server_connections_active")).isZero();
        for (String listener : LISTENERS) {
            ListenerStatistics statistics = application.listener(listener).statistics();
            String label = "listener=\"" + listener + "\"";
            assertThat(statistics.accepted()).isEqualTo(statistics.closed());
            assertThat(scrape.sum("tcp_server_connections_accepted_total", label))
                    .isEqualTo(statistics.accepted());
            assertThat(scrape.sum("tcp_server_connections_closed_total", label)).isEqualTo(statistics.accepted());
            assertThat(scrape.sum("tcp_server_connection_duration_seconds_count", label))
                    .isEqualTo(statistics.accepted());
            assertThat(scrape.sum("tcp_server_handler_seconds_count", label)).isEqualTo(statistics.accepted());
        }
        assertThat(scrape.sum("tcp_server_connection_first_byte_seconds_count", "listener=\"echo\""))
                .as("all but those that sent nothing")
                .isEqualTo(3L * 4 * rounds);
    }

    /** Series of clients' errors are as many as there are kinds of them; here nobody makes one. */
    @Test
    void noSeriesDependsOnClients() throws Exception {
        Set<String> before = series();
        var next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> working = IntStream.range(0, CLIENTS)
                    .mapToObj(_ -> threads.submit(() -> {
                        for (int i = next.getAndIncrement(); i < 10_000; i = next.getAndIncrement()) {
                            visit(i % 500);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> future : working) {
                future.get();
            }
        }
        awaitRest();

        assertThat(application.listener("crowd").statistics().accepted()).isEqualTo(10_000);
        assertThat(series()).isEqualTo(before);
    }

    private static void visit(int number) throws IOException {
        String from = "127.0." + number / 100 + "." + (number % 100 + 1);
        try (var socket = application.connect("crowd", from)) {
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(1);
        }
    }

    private static Set<String> series() throws Exception {
        return application.scrape().series().keySet().stream()
                .filter(series -> series.startsWith("tcp_server_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Double> totals() throws Exception {
        return application.scrape().series().entrySet().stream()
                .filter(series -> series.getKey().startsWith("tcp_server_"))
                .filter(series -> series.getKey().matches(".*_(total|count|sum|bucket)\\{.*"))
                .filter(series -> !series.getKey().startsWith("tcp_server_handler_active"))
                .filter(series ->
                        !series.getKey().contains("error=") || series.getKey().contains("error=\"none\""))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void awaitRest() {
        for (String listener : LISTENERS) {
            await().untilAsserted(() -> assertThat(
                            application.listener(listener).statistics().active())
                    .as(listener)
                    .isZero());
        }
    }

    private enum End {
        CLOSE,
        FINISH,
        RESET
    }

    /** Sends so much, reads all that there is to be read, and ends in its way. */
    private final class Client {

        private final String listener;
        private final int bytes;
        private final int answer;
        private final End end;

        Client(String listener, int bytes, int answer, End end) {
            this.listener = listener;
            this.bytes = bytes;
            this.answer = answer;
            this.end = end;
        }

        void run() throws IOException {
            try (Socket socket = application.connect(listener)) {
                socket.getOutputStream().write(new byte[bytes]);
                sent.add(bytes);
                if (end == End.FINISH) {
                    socket.shutdownOutput();
                }
                InputStream in = socket.getInputStream();
                assertThat(in.readNBytes(answer)).hasSize(answer);
                received.add(answer);
                if (end == End.RESET) {
                    socket.setSoLinger(true, 0);
                }
            }
        }
    }
}
