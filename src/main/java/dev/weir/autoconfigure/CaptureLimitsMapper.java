package dev.weir.autoconfigure;

import dev.weir.capture.CaptureLimits;

/** Maps {@code weir.capture} to {@link CaptureLimits}. */
final class CaptureLimitsMapper {

    private static final long KILOBYTE = 1024;

    private CaptureLimitsMapper() {}

    static CaptureLimits of(WeirProperties.Capture capture) {
        long memory = capture.memory().toBytes();
        if (memory < CaptureLimits.MIN_MEMORY) {
            throw new InvalidSettingException(
                    "weir.capture.memory",
                    capture.memory(),
                    "must be at least " + CaptureLimits.MIN_MEMORY / KILOBYTE + "KB",
                    "Set it to 16MB, its default. Captures are off unless management.endpoint.tcpcaptures.access allows them.");
        }
        return CaptureLimits.of(memory);
    }
}
