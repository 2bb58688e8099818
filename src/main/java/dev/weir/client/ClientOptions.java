package dev.weir.client;

/**
 * How a client uses connections to its upstream.
 *
 * @param mode how callers share them
 * @param pool limits for connections and callers
 * @param reconnect for the one connection of a {@link FrameClient} that is {@link ClientMode#SHARED} or {@link ClientMode#SINGLE}
 */
public record ClientOptions(ClientMode mode, PoolOptions pool, ReconnectOptions reconnect) {

    /** Pooled connections with {@link PoolOptions#DEFAULT}. */
    public static final ClientOptions DEFAULT =
            new ClientOptions(ClientMode.POOLED, PoolOptions.DEFAULT, ReconnectOptions.DEFAULT);

    public ClientOptions withMode(ClientMode value) {
        return new ClientOptions(value, pool, reconnect);
    }

    public ClientOptions withPool(PoolOptions value) {
        return new ClientOptions(mode, value, reconnect);
    }

    public ClientOptions withReconnect(ReconnectOptions value) {
        return new ClientOptions(mode, pool, value);
    }

    /** Connections that may be open at once. */
    int maxConnections() {
        return mode == ClientMode.POOLED ? pool.max() : 1;
    }
}
