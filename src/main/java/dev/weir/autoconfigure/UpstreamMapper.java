package dev.weir.autoconfigure;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.upstream.UpstreamOptions;
import java.time.Duration;
import java.util.List;

/** Maps the settings of an upstream to {@link UpstreamOptions}. */
final class UpstreamMapper {

    private final TlsContexts contexts;

    UpstreamMapper(TlsContexts contexts) {
        this.contexts = contexts;
    }

    /**
     * Maps the settings.
     *
     * @param prefix the key that the settings are below
     * @param stream options of the streams to the targets; the settings add the rest
     * @throws InvalidSettingException for the first wrong setting
     */
    UpstreamOptions map(String prefix, UpstreamSettings settings, StreamOptions stream) {
        List<StreamAddress> targets = TargetsMapper.of(prefix + "." + settings.targetsKey(), settings.targets());
        if (settings.connectAttempts() < 1) {
            throw new InvalidSettingException(
                    prefix + ".connect-attempts",
                    settings.connectAttempts(),
                    "must be positive",
                    "Set it to 3, its default, or to 1 for no second attempt.");
        }
        Duration connectTimeout = Checks.positive(prefix + ".connect-timeout", settings.connectTimeout(), "5s");
        return new UpstreamOptions(
                targets,
                settings.balance(),
                settings.connectAttempts(),
                Checks.notNegative(prefix + ".resolve-interval", settings.resolveInterval()),
                TlsClientMapper.of(prefix + ".ssl", settings.ssl(), targets, contexts),
                settings.proxyProtocol(),
                HealthMapper.of(prefix + ".health", settings.health()),
                stream.withConnectTimeout(connectTimeout));
    }
}
