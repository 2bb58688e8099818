package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.upstream.Upstream;

/** Creates frame clients. */
public final class FrameClients {

    private FrameClients() {}

    /**
     * Creates a client.
     *
     * @param name for meters and messages
     * @param options how connections are used
     * @param frames format, conversions and correlation
     * @param upstream started by {@link FrameClient#start} and closed by {@link FrameClient#close}
     * @param <T> type of the requests
     * @param <R> type of the replies
     */
    public static <T, R> FrameClient<T, R> create(
            String name,
            ClientOptions options,
            FrameClientOptions<T, R> frames,
            Upstream upstream,
            ClientObserver observer) {
        return new PooledFrameClient<>(name, options, frames, upstream, observer);
    }
}
