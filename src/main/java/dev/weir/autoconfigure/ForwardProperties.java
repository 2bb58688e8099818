package dev.weir.autoconfigure;

import dev.weir.upstream.Balance;
import dev.weir.upstream.ProxyProtocolVersion;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings below {@code weir.listeners.<name>.forward}, as written. The {@code @param} texts are the descriptions that IDEs
 * show for the keys.
 *
 * @param to List of the targets: host:port, [v6]:port or unix:/path. Required if there is any other key below forward.
 * @param balance How a target is chosen for a connection: round_robin, first (another only while it is down),
 *     least_connections, random or source_hash (by the client's IP address).
 * @param connectTimeout Maximum duration of each attempt to connect, with its TLS handshake.
 * @param connectAttempts Maximum number of attempts for a connection, each on another target.
 * @param resolveInterval Time after which the host of a target is looked up again; 0 for only after a failed connect.
 * @param ssl TLS to the targets.
 * @param proxyProtocol PROXY protocol header that targets get, with the client's address: off, v1 or v2.
 * @param health How the health of targets is found out.
 */
public record ForwardProperties(
        @DefaultValue List<String> to,
        @DefaultValue("round_robin") Balance balance,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("3") int connectAttempts,
        @DefaultValue("30s") Duration resolveInterval,
        @DefaultValue Ssl ssl,
        @DefaultValue("off") ProxyProtocolVersion proxyProtocol,
        @DefaultValue Health health)
        implements UpstreamSettings {

    @Override
    public List<String> targets() {
        return to;
    }

    @Override
    public String targetsKey() {
        return "to";
    }
}
