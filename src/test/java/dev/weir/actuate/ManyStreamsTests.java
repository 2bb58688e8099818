package dev.weir.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of streams, which the listener's statistics know without a socket. */
@Timeout(60)
class ManyStreamsTests {

    private static final int STREAMS = 5_000;
    private static final int ENDED = 300;
    private static final long FIRST = 1_000_000_000;

    @Test
    void theStateOfThousandsOfStreamsStaysSmall() throws Exception {
        TransportPipe pipe = Transport.pipe();
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            ListenerStatistics statistics = application.statistics("echo");
            for (int i = 0; i < STREAMS + ENDED; i++) {
                ObservedConnection connection = open(FIRST + i, statistics);
                move(connection, pipe, i % 1000);
                if (i >= STREAMS) {
                    connection.end(CloseCause.HALF_CLOSED_TIMEOUT);
                    connection.closed();
                }
            }
            for (StreamOrder order : StreamOrder.values()) {
                String state = application
                        .get("weir/state?history=true&sort=" + order.label())
                        .body();

                assertThat(state.getBytes(StandardCharsets.UTF_8))
                        .as("100 KB with counts of ten more digits, and frames")
                        .hasSizeLessThan(78 * 1024);
                assertThat(JsonPath.<Integer>read(state, "$.total")).isEqualTo(STREAMS);
                assertThat(JsonPath.<List<?>>read(state, "$.streams")).hasSize(200);
                assertThat(JsonPath.<List<?>>read(state, "$.ended")).hasSize(100);
            }
            assertThat(ids(application, "weir/state?sort=age"))
                    .as("the oldest first")
                    .startsWith((int) FIRST, (int) FIRST + 1)
                    .isSorted();
            assertThat(ids(application, "tcpstreams?sort=bytes&limit=7"))
                    .as("most bytes, and the oldest of those first")
                    .containsExactly(
                            (int) FIRST + 999,
                            (int) FIRST + 1999,
                            (int) FIRST + 2999,
                            (int) FIRST + 3999,
                            (int) FIRST + 4999,
                            (int) FIRST + 998,
                            (int) FIRST + 1998);
        }
    }

    private static List<Integer> ids(RunningApplication application, String path) throws Exception {
        return JsonPath.read(application.get(path).body(), "$.streams[*].id");
    }

    private static ObservedConnection open(long id, ListenerStatistics statistics) throws IOException {
        var client = new InetSocketAddress(
                InetAddress.ofLiteral("2001:db8:1111:2222:3333:4444:5555:6666"), 10_000 + (int) (id % 50_000));
        var server = new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1111:2222:3333:4444:5555:7777"), 30_000);
        var connection = new ObservedConnection(
                new ConnectionInfo(id, "echo", "echo", client, client, server, Instant.now(), ConnectionKind.CLIENT),
                statistics);
        connection.opened();
        return connection;
    }

    private static void move(ObservedConnection connection, TransportPipe pipe, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes + 1);
        new ObservedTransport(pipe.client(), connection).write(buffer);
        buffer.clear();
        pipe.server().read(buffer, 0);
    }
}
