package dev.weir.upstream;

import dev.weir.stream.ClientSecurity;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets of an upstream, and how they are used.
 *
 * @param targets at least one, each once
 * @param balance how one of them is chosen
 * @param connectAttempts attempts for one connection, each on another target, so that no pause between them is needed
 * @param resolveInterval time after which a host is looked up again, as it is at once after a failed connect or check; zero for only
 *     then. The JVM's cache answers first, by default for 30 s ({@code networkaddress.cache.ttl})
 * @param tls the client side of TLS; {@code null} for none. That of {@code stream} has no effect
 * @param proxyProtocol the PROXY header that connections begin with
 * @param health how a target's health is found out
 * @param stream options of the connections' streams; {@code connectTimeout} limits each attempt, with the TLS handshake, and
 *     {@code writeTimeout} a single write to a target that does not read
 */
public record UpstreamOptions(
        List<StreamAddress> targets,
        Balance balance,
        int connectAttempts,
        Duration resolveInterval,
        @Nullable ClientSecurity tls,
        ProxyProtocolVersion proxyProtocol,
        HealthOptions health,
        StreamOptions stream) {

    public UpstreamOptions {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("there is no target");
        }
        if (new HashSet<>(targets).size() < targets.size()) {
            throw new IllegalArgumentException("a target occurs twice: " + targets);
        }
        targets.forEach(UpstreamOptions::requireHostAndPort);
        if (connectAttempts < 1) {
            throw new IllegalArgumentException("connectAttempts must be positive: " + connectAttempts);
        }
        if (resolveInterval.isNegative()) {
            throw new IllegalArgumentException("resolveInterval must not be negative: " + resolveInterval);
        }
    }

    /** Without them an address is one to listen on. */
    private static void requireHostAndPort(StreamAddress target) {
        if (target instanceof StreamAddress.Inet(String host, int port) && (host.isEmpty() || port == 0)) {
            throw new IllegalArgumentException(
                    "a target needs a host and a port, such as 192.0.2.1:80: '" + target + "'");
        }
    }

    /** Returns options with 5 s for each of 3 attempts, round robin, a lookup every 30 s and the default health checks. */
    public static UpstreamOptions of(List<StreamAddress> targets) {
        return new UpstreamOptions(
                targets,
                Balance.ROUND_ROBIN,
                3,
                Duration.ofSeconds(30),
                null,
                ProxyProtocolVersion.OFF,
                HealthOptions.DEFAULT,
                StreamOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(5)));
    }

    public UpstreamOptions withBalance(Balance value) {
        return new UpstreamOptions(
                targets, value, connectAttempts, resolveInterval, tls, proxyProtocol, health, stream);
    }

    public UpstreamOptions withConnectAttempts(int value) {
        return new UpstreamOptions(targets, balance, value, resolveInterval, tls, proxyProtocol, health, stream);
    }

    public UpstreamOptions withResolveInterval(Duration value) {
        return new UpstreamOptions(targets, balance, connectAttempts, value, tls, proxyProtocol, health, stream);
    }

    public UpstreamOptions withTls(@Nullable ClientSecurity value) {
        return new UpstreamOptions(
                targets, balance, connectAttempts, resolveInterval, value, proxyProtocol, health, stream);
    }

    public UpstreamOptions withProxyProtocol(ProxyProtocolVersion value) {
        return new UpstreamOptions(targets, balance, connectAttempts, resolveInterval, tls, value, health, stream);
    }

    public UpstreamOptions withHealth(HealthOptions value) {
        return new UpstreamOptions(
                targets, balance, connectAttempts, resolveInterval, tls, proxyProtocol, value, stream);
    }

    public UpstreamOptions withStream(StreamOptions value) {
        return new UpstreamOptions(
                targets, balance, connectAttempts, resolveInterval, tls, proxyProtocol, health, value);
    }
}
