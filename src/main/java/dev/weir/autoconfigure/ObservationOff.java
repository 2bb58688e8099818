package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Marks an application whose conditions found observation disabled. Spring AOT evaluates conditions when the application is built,
 * and the meters' beans depend on them.
 */
record ObservationOff() {

    private static final String KEY = "weir.observation.enabled";

    /**
     * Compares the setting with what the conditions found.
     *
     * @param off {@code null} if they found observation enabled
     * @throws InvalidSettingException if the setting has changed since the build
     */
    static void check(boolean enabled, @Nullable ObservationOff off) {
        if (enabled != (off == null)) {
            throw new InvalidSettingException(
                    KEY,
                    enabled,
                    "was " + !enabled + " when Spring AOT processed the application, which fixed it",
                    "Run process-aot with " + KEY + "=" + enabled + ", or start without spring.aot.enabled.");
        }
    }
}
