package dev.weir.autoconfigure;

import dev.weir.client.ClientMode;
import dev.weir.client.ClientOptions;
import dev.weir.client.PoolOptions;
import dev.weir.client.ReconnectOptions;
import java.time.Duration;

/** Maps the settings of one client to {@link ClientOptions}. */
final class ClientOptionsMapper {

    private ClientOptionsMapper() {}

    /** @throws InvalidSettingException for the first wrong setting */
    static ClientOptions of(String prefix, ClientProperties client) {
        if (client.mode() == ClientMode.SHARED && client.framing() == null) {
            throw new InvalidSettingException(
                    prefix + ".mode",
                    "shared",
                    "needs " + prefix + ".framing: bytes do not tell whose reply they are",
                    "Set " + prefix + ".framing.type, to line for example, or mode to pooled.");
        }
        return new ClientOptions(
                client.mode(),
                pool(prefix + ".pool", client.pool()),
                reconnect(prefix + ".reconnect", client.reconnect()));
    }

    private static PoolOptions pool(String prefix, ClientProperties.Pool pool) {
        if (pool.max() < 1) {
            throw new InvalidSettingException(
                    prefix + ".max", pool.max(), "must be positive", "Set it to 8, its default, or more.");
        }
        if (pool.maxPending() < 0) {
            throw new InvalidSettingException(
                    prefix + ".max-pending",
                    pool.maxPending(),
                    "must not be negative",
                    "Set it to 64, its default, or to 0 for callers that never wait.");
        }
        return new PoolOptions(
                pool.max(),
                pool.maxPending(),
                Checks.positive(prefix + ".acquire-timeout", pool.acquireTimeout(), "5s"),
                Checks.positive(prefix + ".max-idle", pool.maxIdle(), "1m"),
                Checks.positive(prefix + ".max-lifetime", pool.maxLifetime(), "30m"));
    }

    private static ReconnectOptions reconnect(String prefix, ClientProperties.Reconnect reconnect) {
        Duration min = Checks.positive(prefix + ".min", reconnect.min(), "100ms");
        if (reconnect.max().compareTo(min) < 0) {
            throw new InvalidSettingException(
                    prefix + ".max",
                    reconnect.max(),
                    "must not be less than " + prefix + ".min, which is " + min,
                    "Set it to 30s, its default, or more than the other.");
        }
        return new ReconnectOptions(min, reconnect.max());
    }
}
