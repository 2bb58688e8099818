package dev.weir.autoconfigure;

import dev.weir.server.DrainSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Turns the settings of how listeners stop into {@link DrainSettings}. */
final class ShutdownSettings {

    private static final Logger log = LoggerFactory.getLogger(ShutdownSettings.class);
    private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

    private static final Duration BOOTS_DEFAULT = Duration.ofSeconds(30);

    private ShutdownSettings() {}

    static DrainSettings of(WeirProperties.Shutdown shutdown, Environment environment) {
        var settings = new DrainSettings(
                Checks.notNegative("weir.shutdown.delay", shutdown.delay()),
                Checks.notNegative("weir.shutdown.idle", shutdown.idle()),
                Checks.notNegative("weir.shutdown.grace-period", shutdown.gracePeriod()));
        Duration grace = settings.gracePeriod();
        if (!grace.isZero() && settings.idle().compareTo(grace) > 0) {
            throw new InvalidSettingException(
                    "weir.shutdown.idle",
                    settings.idle(),
                    "must not be above weir.shutdown.grace-period, which is " + grace
                            + ": no stream would be told to end, and all would be cut off",
                    "Lower it or raise the other; a grace period of 0 cuts off at once.");
        }
        Duration needed = settings.delay().plus(settings.gracePeriod());
        Duration allowed =
                Binder.get(environment).bind(PHASE_TIMEOUT, Duration.class).orElse(BOOTS_DEFAULT);
        if (needed.compareTo(allowed) > 0) {
            log.warn(
                    "weir.shutdown.delay and weir.shutdown.grace-period take up to {}, but {} is {}: streams may be cut off."
                            + " Raise the one or lower the other.",
                    needed,
                    PHASE_TIMEOUT,
                    allowed);
        }
        return settings;
    }
}
