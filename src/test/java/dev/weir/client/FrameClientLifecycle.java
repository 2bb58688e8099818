package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Makes servers and clients of lines, and closes them after the test. */
abstract class FrameClientLifecycle {

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    TargetServer server(TcpStreamHandler handler) throws IOException {
        TargetServer server = TargetServer.start(handler);
        open.add(server);
        return server;
    }

    TargetServer echo() throws IOException {
        return server(stream -> stream.transferTo(stream));
    }

    FrameClient<String, String> client(
            ClientOptions options, RequestOptions<String, String> request, TargetServer... servers) {
        return client(options, request, ClientFixture.upstream(servers), ClientObserver.NONE);
    }

    FrameClient<String, String> client(
            ClientOptions options, RequestOptions<String, String> request, Upstream upstream, ClientObserver observer) {
        FrameClient<String, String> client =
                FrameClients.create("test", options, ClientFixture.lines(request), upstream, observer);
        client.start();
        open.add(client);
        return client;
    }

    static TargetStatistics target(FrameClient<?, ?> client) {
        return client.targets().getFirst().statistics();
    }
}
