package dev.weir.targets;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Scrape;
import java.util.concurrent.Callable;

/** What the meters of a listener that forwards must say once it is at rest. */
final class ForwardCounts {

    private ForwardCounts() {}

    /**
     * Awaits that no connection is left, and that every byte that was read on one side has been written on the other one.
     *
     * @param scrape reads the meters
     */
    static Scrape awaitAgreement(Callable<Scrape> scrape, String listener) throws Exception {
        String label = label(listener);
        await().untilAsserted(() -> {
            Scrape meters = scrape.call();
            assertRest(meters, listener);
            assertThat(meters.sum("tcp_server_read_bytes_total", label))
                    .as("bytes towards the target")
                    .isPositive()
                    .isEqualTo(meters.sum("tcp_client_written_bytes_total", label));
            assertThat(meters.sum("tcp_client_read_bytes_total", label))
                    .as("bytes towards the client")
                    .isPositive()
                    .isEqualTo(meters.sum("tcp_server_written_bytes_total", label));
        });
        return scrape.call();
    }

    /** Fails unless no connection is left, and each one that was opened has been counted as closed once. */
    static void assertRest(Scrape meters, String listener) {
        String label = label(listener);
        assertThat(meters.sum("tcp_server_connections_active", label)).isZero();
        assertThat(meters.sum("tcp_client_connections_active", label)).isZero();
        assertThat(meters.sum("tcp_server_connections_closed_total", label))
                .isEqualTo(meters.sum("tcp_server_connections_accepted_total", label));
        assertThat(meters.sum("tcp_client_connections_closed_total", label))
                .isEqualTo(meters.sum("tcp_client_connections_opened_total", label));
    }

    static String label(String listener) {
        return "listener=\"" + listener + "\"";
    }
}
