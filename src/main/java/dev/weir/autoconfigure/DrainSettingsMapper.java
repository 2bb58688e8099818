package dev.weir.autoconfigure;

import dev.weir.server.DrainSettings;
import java.time.Duration;

/** Maps {@code weir.shutdown} to {@link DrainSettings}. */
final class DrainSettingsMapper {

    private DrainSettingsMapper() {}

    static DrainSettings of(WeirProperties.Shutdown shutdown) {
        var settings = new DrainSettings(
                Checks.notNegative("weir.shutdown.delay", shutdown.delay()),
                Checks.notNegative("weir.shutdown.idle", shutdown.idle()),
                Checks.notNegative("weir.shutdown.grace-period", shutdown.gracePeriod()),
                Checks.notNegative("weir.shutdown.scrape-delay", shutdown.scrapeDelay()));
        Duration grace = settings.gracePeriod();
        if (!grace.isZero() && settings.idle().compareTo(grace) > 0) {
            throw new InvalidSettingException(
                    "weir.shutdown.idle",
                    settings.idle(),
                    "must not be above weir.shutdown.grace-period, which is " + grace
                            + ": no stream would be asked to end before it is closed",
                    "Lower it or raise the other; a grace period of 0 closes all streams at once.");
        }
        return settings;
    }
}
