package dev.weir.autoconfigure;

import dev.weir.server.Timeouts;
import java.time.Duration;

/** Maps {@code timeout} of a listener to {@link Timeouts}. */
final class TimeoutsMapper {

    /** Timeouts are checked a few times a second, so a shorter window would not be measured. */
    private static final Duration MIN_WINDOW = Duration.ofSeconds(1);

    private TimeoutsMapper() {}

    static Timeouts of(String prefix, WeirProperties.Timeout timeout) {
        if (timeout.minRate().isNegative()) {
            throw new InvalidSettingException(
                    prefix + ".min-rate",
                    timeout.minRate(),
                    "must not be negative",
                    "Set it to bytes a second, such as 100B, or to 0B to switch it off.");
        }
        Duration window = Checks.notNegative(prefix + ".min-rate-window", timeout.minRateWindow());
        if (window.compareTo(MIN_WINDOW) < 0) {
            throw new InvalidSettingException(
                    prefix + ".min-rate-window", window, "must be at least 1s", "Set it to 10s, its default.");
        }
        Duration idle = Checks.notNegative(prefix + ".idle", timeout.idle());
        Duration firstByte = Checks.notNegative(prefix + ".first-byte", timeout.firstByte());
        if (!idle.isZero() && firstByte.compareTo(idle) > 0) {
            throw new InvalidSettingException(
                    prefix + ".first-byte",
                    firstByte,
                    "must not be above " + prefix + ".idle, which is " + idle + " and would always come first",
                    "Lower it, raise the other, or set it to 0 to switch it off.");
        }
        return new Timeouts(
                idle,
                firstByte,
                Checks.notNegative(prefix + ".read", timeout.read()),
                Checks.notNegative(prefix + ".write", timeout.write()),
                Checks.notNegative(prefix + ".half-closed", timeout.halfClosed()),
                Checks.notNegative(prefix + ".lifetime", timeout.lifetime()),
                timeout.minRate().toBytes(),
                window);
    }
}
