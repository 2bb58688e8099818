package dev.weir.client;

/**
 * How a client uses connections to its upstream.
 *
 * @param mode how callers share them
 * @param pool limits for connections and callers
 */
public record ClientOptions(ClientMode mode, PoolOptions pool) {

    /** Pooled connections with {@link PoolOptions#DEFAULT}. */
    public static final ClientOptions DEFAULT = new ClientOptions(ClientMode.POOLED, PoolOptions.DEFAULT);

    public ClientOptions withMode(ClientMode value) {
        return new ClientOptions(value, pool);
    }

    public ClientOptions withPool(PoolOptions value) {
        return new ClientOptions(mode, value);
    }

    /** Connections that may be open at once. */
    int maxConnections() {
        return mode == ClientMode.POOLED ? pool.max() : 1;
    }
}
