package dev.weir.autoconfigure;

import dev.weir.server.DrainSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** Turns the settings of how listeners stop into {@link DrainSettings}. */
final class ShutdownSettings {

    private static final Logger log = LoggerFactory.getLogger(ShutdownSettings.class);
    private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

    private ShutdownSettings() {}

    static DrainSettings of(WeirProperties.Shutdown shutdown, Environment environment) {
        var settings = new DrainSettings(
                Checks.notNegative("weir.shutdown.delay", shutdown.delay()),
                Checks.notNegative("weir.shutdown.idle", shutdown.idle()),
                Checks.notNegative("weir.shutdown.grace-period", shutdown.gracePeriod()));
        Duration needed = settings.delay().plus(settings.gracePeriod());
        Duration allowed = environment.getProperty(PHASE_TIMEOUT, Duration.class, Duration.ofSeconds(30));
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
