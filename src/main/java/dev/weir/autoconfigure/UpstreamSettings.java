package dev.weir.autoconfigure;

import dev.weir.upstream.Balance;
import dev.weir.upstream.HealthOptions;
import dev.weir.upstream.ProxyProtocolVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The settings of an upstream that listeners which forward and clients have in common. */
public sealed interface UpstreamSettings permits ForwardProperties, ClientProperties {

    /** The targets, as written. */
    List<String> targets();

    /** The last element of the targets' key. */
    String targetsKey();

    Balance balance();

    Duration connectTimeout();

    int connectAttempts();

    Duration resolveInterval();

    Ssl ssl();

    ProxyProtocolVersion proxyProtocol();

    Health health();

    /**
     * TLS to the targets.
     *
     * @param bundle Name of the SSL bundle (spring.ssl.bundle) with the authorities to trust, and with the key if targets
     *     request a certificate. No TLS by default.
     * @param verifyHostName Whether a target's certificate must be valid for its host, or for server-name.
     * @param serverName Host name to request (SNI) and to verify. The target's host by default.
     */
    record Ssl(
            @Nullable String bundle,
            @DefaultValue("true") boolean verifyHostName,
            @Nullable String serverName) {}

    /**
     * How the health of targets is found out.
     *
     * @param interval Time between two checks; 0 for none, so that only connections tell.
     * @param timeout Maximum duration of a check.
     * @param fall Number of failed checks in a row after which a target is down.
     * @param rise Number of passed checks in a row after which a target is up again.
     * @param send Text that a check sends, with the escapes \r, \n, \t, \0, \\ and \xHH for a byte. Nothing by default: a
     *     check connects.
     * @param expect Text that must be part of what the target then sends, with the same escapes.
     * @param ejectAfter Number of failed connects in a row after which a target is ejected; 0 for never. The last target
     *     that is up is never ejected.
     * @param ejectFor Time for which an ejected target gets no connections.
     * @param onDown What happens to the open connections of a target that has gone down: keep or close.
     */
    record Health(
            @DefaultValue("5s") Duration interval,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("3") int fall,
            @DefaultValue("2") int rise,
            @Nullable String send,
            @Nullable String expect,
            @DefaultValue("3") int ejectAfter,
            @DefaultValue("10s") Duration ejectFor,
            @DefaultValue("keep") HealthOptions.OnDown onDown) {}
}
