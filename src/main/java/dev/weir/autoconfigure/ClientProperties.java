package dev.weir.autoconfigure;

import dev.weir.client.ClientMode;
import dev.weir.client.CorrelationMode;
import dev.weir.upstream.Balance;
import dev.weir.upstream.ProxyProtocolVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings below {@code weir.clients.<name>}, as written. The {@code @param} texts are the descriptions that IDEs show for the
 * keys.
 *
 * @param addresses List of the targets: host:port, [v6]:port or unix:/path. Required.
 * @param balance How a target is chosen for a connection: round_robin, first (another only while it is down),
 *     least_connections, random or source_hash (of no use to a client: as round_robin).
 * @param connectTimeout Maximum duration of each attempt to connect, with its TLS handshake.
 * @param connectAttempts Maximum number of attempts for a connection, each on another target.
 * @param resolveInterval Time after which the host of a target is looked up again; 0 for only after a failed connect.
 * @param ssl TLS to the targets.
 * @param proxyProtocol PROXY protocol header that targets get: off, v1 or v2. It says that the connection is this process's own.
 * @param health How the health of targets is found out.
 * @param mode How callers share connections: pooled, shared (one connection for all callers, with framing only) or single
 *     (one connection, one caller at a time).
 * @param pool Limits of connections and of callers that wait for one.
 * @param reconnect How a connection that stays open is opened again, in the modes shared and single with framing.
 * @param framing Frames, for a FrameClient. Bytes without frames by default.
 * @param request Requests and their replies, with framing.
 */
public record ClientProperties(
        @DefaultValue List<String> addresses,
        @DefaultValue("round_robin") Balance balance,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("3") int connectAttempts,
        @DefaultValue("30s") Duration resolveInterval,
        @DefaultValue Ssl ssl,
        @DefaultValue("off") ProxyProtocolVersion proxyProtocol,
        @DefaultValue Health health,
        @DefaultValue("pooled") ClientMode mode,
        @DefaultValue Pool pool,
        @DefaultValue Reconnect reconnect,
        @Nullable FramingProperties framing,
        @DefaultValue Request request)
        implements UpstreamSettings {

    @Override
    public List<String> targets() {
        return addresses;
    }

    @Override
    public String targetsKey() {
        return "addresses";
    }

    /** Returns the same settings with other targets. */
    ClientProperties withAddresses(List<String> other) {
        return new ClientProperties(
                other,
                balance,
                connectTimeout,
                connectAttempts,
                resolveInterval,
                ssl,
                proxyProtocol,
                health,
                mode,
                pool,
                reconnect,
                framing,
                request);
    }

    /**
     * Limits of connections and of callers that wait for one.
     *
     * @param max Maximum number of connections, in mode pooled.
     * @param maxPending Maximum number of callers that wait for a connection; further ones fail at once.
     * @param acquireTimeout Maximum time that a caller waits for a connection.
     * @param maxIdle Time after which a connection that is not used is closed.
     * @param maxLifetime Maximum age of a connection, give or take 10 %.
     */
    public record Pool(
            @DefaultValue("8") int max,
            @DefaultValue("64") int maxPending,
            @DefaultValue("5s") Duration acquireTimeout,
            @DefaultValue("1m") Duration maxIdle,
            @DefaultValue("30m") Duration maxLifetime) {}

    /**
     * How a connection that stays open is opened again. The first attempt follows at once.
     *
     * @param min Upper limit of the first wait between two attempts, which is random; it doubles with each attempt.
     * @param max Upper limit of all waits.
     */
    public record Reconnect(
            @DefaultValue("100ms") Duration min,
            @DefaultValue("30s") Duration max) {}

    /**
     * Requests and their replies.
     *
     * @param timeout Maximum time from a call to its reply.
     * @param inFlight Maximum number of requests on one connection that have no reply yet.
     * @param correlation How a reply is matched with its request: in_order, by_key (with a Correlation bean) or none
     *     (nothing is replied to).
     */
    public record Request(
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("1") int inFlight,
            @DefaultValue("in_order") CorrelationMode correlation) {}
}
