package dev.weir.faults;

import static dev.weir.faults.Weir.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Scrape;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that fill the heap of a service whose buffers have no limit. */
@Timeout(240)
class HeapIT {

    private static final String FLOOD = "listener=\"echo\"";
    private static final int CLIENTS = 3_000;
    private static final int UNREAD = 512 * 1024;

    @Test
    void aFullHeapEndsConnectionsAndNothingElse() throws Exception {
        try (ExecJar service = ExecJar.startWithHeap(
                "40m", "weir.buffer-memory=0", "weir.max-connections=0", "weir.access-log.enabled=false")) {
            List<SocketChannel> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS && !service.process().output().contains("OutOfMemoryError"); i++) {
                    clients.add(fill(service));
                }
            } finally {
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
            assertThat(service.process().output()).contains("OutOfMemoryError");
            eventually().ignoreExceptions().untilAsserted(() -> {
                Scrape scrape = service.scrape();
                assertThat(scrape.sum("tcp_server_connections_active", FLOOD)).isZero();
                assertThat(scrape.sum("tcp_server_connections_closed_total", FLOOD))
                        .isEqualTo(scrape.sum("tcp_server_connections_accepted_total", FLOOD));
                assertThat(scrape.sum("weir_connections_active")).isZero();
            });
            assertThat(service.readiness()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                try (Socket late = service.connect("echo")) {
                    Peers.echo(late, "served after all");
                }
            }
            assertThat(service.process().output()).doesNotContain("NoClassDefFoundError", "handler echo failed");
        }
    }

    /** Sends as long as the service takes it, and reads none of what comes back. */
    private static SocketChannel fill(ExecJar service) throws IOException, InterruptedException {
        SocketChannel client = SocketChannel.open(service.address("echo"));
        client.configureBlocking(false);
        ByteBuffer bytes = ByteBuffer.allocate(UNREAD);
        int stalled = 0;
        while (bytes.hasRemaining() && stalled < 3) {
            try {
                stalled = client.write(bytes) == 0 ? stalled + 1 : 0;
            } catch (IOException _) {
                // Ended, for want of memory.
                return client;
            }
        }
        return client;
    }
}
