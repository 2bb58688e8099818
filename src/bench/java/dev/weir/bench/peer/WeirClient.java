package dev.weir.bench.peer;

import dev.weir.client.ClientMode;
import dev.weir.client.ClientOptions;
import dev.weir.client.FrameClient;
import dev.weir.client.FrameClientOptions;
import dev.weir.client.FrameClients;
import dev.weir.client.PoolOptions;
import dev.weir.client.RequestOptions;
import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.LengthFormat;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Weir's client of frames, without meters, as the others are. Third argument: the target's port; fourth: pooled or shared. */
public final class WeirClient {

    /** Connections of every client that has a pool. */
    static final int CONNECTIONS = 8;

    private static final int MAX_CALLERS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private WeirClient() {}

    public static void main(String[] args) throws IOException {
        String name = "benchmark";
        boolean shared = args[3].equals("shared");
        var target = StreamAddress.parse("127.0.0.1:" + args[2]);
        var options = new ClientOptions(
                shared ? ClientMode.SHARED : ClientMode.POOLED,
                PoolOptions.DEFAULT
                        .withMax(CONNECTIONS)
                        .withMaxPending(MAX_CALLERS)
                        .withAcquireTimeout(PATIENCE),
                ClientOptions.DEFAULT.reconnect());
        FrameClientOptions<byte[], byte[]> frames = FrameClientOptions.of(
                        FrameFormat.length(LengthFormat.DEFAULT), BuiltInConverters.bytes())
                .withRequest(RequestOptions.<byte[], byte[]>inOrder()
                        .withTimeout(PATIENCE)
                        .withInFlight(shared ? MAX_CALLERS : 1));
        var upstream =
                new Upstream(UpstreamOwner.client(name), UpstreamOptions.of(List.of(target)), UpstreamObserver.NONE);
        FrameClient<byte[], byte[]> client = FrameClients.create(name, options, frames, upstream, ClientObserver.NONE);
        client.start();
        Callers.serve(Integer.parseInt(args[1]), Callers.blocking(client::call));
    }
}
