package dev.weir.autoconfigure;

import dev.weir.server.Timeouts;
import java.time.Duration;

/** Turns a listener's settings of how long things may take into {@link Timeouts}. */
final class TimeoutSettings {

    private TimeoutSettings() {}

    static Timeouts of(String prefix, WeirProperties.Timeout timeout) {
        if (timeout.minRate().isNegative()) {
            throw new InvalidSettingException(
                    prefix + ".min-rate",
                    timeout.minRate(),
                    "must not be negative",
                    "Set it to bytes a second, such as 100B, or to 0B to switch it off.");
        }
        Duration window = Checks.notNegative(prefix + ".min-rate-window", timeout.minRateWindow());
        if (window.isZero()) {
            throw new InvalidSettingException(
                    prefix + ".min-rate-window", window, "must be positive", "Set it to 10s, its default.");
        }
        return new Timeouts(
                Checks.notNegative(prefix + ".idle", timeout.idle()),
                Checks.notNegative(prefix + ".first-byte", timeout.firstByte()),
                Checks.notNegative(prefix + ".read", timeout.read()),
                Checks.notNegative(prefix + ".write", timeout.write()),
                Checks.notNegative(prefix + ".half-closed", timeout.halfClosed()),
                Checks.notNegative(prefix + ".lifetime", timeout.lifetime()),
                timeout.minRate().toBytes(),
                window);
    }
}
