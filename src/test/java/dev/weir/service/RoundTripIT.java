package dev.weir.service;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RealFile;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real bytes through the service and back, compared, and counted by both sides. */
@Timeout(300)
class RoundTripIT {

    private static final String ROUND_OF_CHARGEN = roundOfChargen();

    private static WeirProcess service;
    private static String checksum;

    @BeforeAll
    static void start() throws Exception {
        checksum = RealFile.sha256();
        service = WeirProcess.service().listener("chargen", "chargen").start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** The service has no Spring Security, and so nothing that its page would need a token for. */
    @Test
    void showsItsPageAndWhichComponentIsReadyWithoutSpringSecurity() throws Exception {
        assertThat(service.get("weir").statusCode()).isEqualTo(200);
        assertThat(service.get("weir/csrf").statusCode()).isEqualTo(204);
        assertThat(service.get("health/readiness").body())
                .contains("\"tcp\":{\"details\":{", "\"echo\":{\"status\":\"UP\"");
    }

    @Test
    void fileComesBackWhileItIsStillBeingSent() throws Exception {
        Scrape before = service.scrape();
        try (Socket socket = service.connect("echo")) {
            var sent = inBackground(() -> {
                RealFile.copyTo(socket.getOutputStream());
                return null;
            });
            assertThat(RealFile.sha256(socket.getInputStream(), RealFile.SIZE)).isEqualTo(checksum);
            sent.get(60, TimeUnit.SECONDS);
        }
        awaitCounted(before, "echo", "peer_closed", RealFile.SIZE);
    }

    @Test
    void fileComesBackAfterTheClientHasFinished() throws Exception {
        Scrape before = service.scrape();
        try (Socket socket = service.connect("echo")) {
            var sent = inBackground(() -> {
                RealFile.copyTo(socket.getOutputStream());
                socket.shutdownOutput();
                return null;
            });
            InputStream input = socket.getInputStream();
            assertThat(RealFile.sha256(input, Long.MAX_VALUE)).isEqualTo(checksum);
            sent.get(60, TimeUnit.SECONDS);
        }
        awaitCounted(before, "echo", "peer_closed", RealFile.SIZE);
        assertThat(service.scrape().sum("tcp_server_shutdowns_total", "listener=\"echo\"", "side=\"remote\""))
                .isEqualTo(before.sum("tcp_server_shutdowns_total", "listener=\"echo\"", "side=\"remote\"") + 1);
    }

    /** Chargen answers nothing that it reads, so here the two directions have nothing to do with each other. */
    @Test
    void bothDirectionsAreFullAtOnce() throws Exception {
        Scrape before = service.scrape();
        long received = 0;
        try (Socket socket = service.connect("chargen")) {
            var sent = inBackground(() -> {
                RealFile.copyTo(socket.getOutputStream());
                socket.shutdownOutput();
                return null;
            });
            InputStream input = socket.getInputStream();
            byte[] round = ROUND_OF_CHARGEN.getBytes(StandardCharsets.US_ASCII);
            int count = round.length;
            while (count == round.length) {
                byte[] next = input.readNBytes(round.length);
                count = next.length;
                received += count;
                assertThat(next).startsWith(Arrays.copyOf(round, count));
            }
            sent.get(60, TimeUnit.SECONDS);
        }
        awaitCounted(before, "chargen", "peer_closed", RealFile.SIZE);
        assertThat(service.scrape().sum("tcp_server_written_bytes_total", "listener=\"chargen\""))
                .isEqualTo(received)
                .isPositive();
    }

    private static void awaitCounted(Scrape before, String listener, String cause, long bytes) {
        String label = "listener=\"" + listener + "\"";
        await().untilAsserted(() -> {
            Scrape now = service.scrape();
            assertThat(now.sum("tcp_server_connections_active", label)).isZero();
            assertThat(now.sum("tcp_server_connections_closed_total", label, "cause=\"" + cause + "\""))
                    .isEqualTo(before.sum("tcp_server_connections_closed_total", label, "cause=\"" + cause + "\"") + 1);
            assertThat(now.sum("tcp_server_connections_accepted_total", label))
                    .isEqualTo(now.sum("tcp_server_connections_closed_total", label));
            assertThat(now.sum("tcp_server_read_bytes_total", label))
                    .isEqualTo(before.sum("tcp_server_read_bytes_total", label) + bytes);
            if (listener.equals("echo")) {
                assertThat(now.sum("tcp_server_written_bytes_total", label))
                        .isEqualTo(now.sum("tcp_server_read_bytes_total", label));
            }
        });
    }

    private static <T> FutureTask<T> inBackground(Callable<T> task) {
        var future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }

    /** RFC 864: each line of 72 begins one of the 95 printable characters later. */
    private static String roundOfChargen() {
        var characters = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            characters.append(c);
        }
        String twice = characters.toString().repeat(2);
        var round = new StringBuilder();
        for (int line = 0; line < characters.length(); line++) {
            round.append(twice, line, line + 72).append("\r\n");
        }
        return round.toString();
    }
}
