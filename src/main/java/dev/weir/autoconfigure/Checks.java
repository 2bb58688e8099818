package dev.weir.autoconfigure;

import java.time.Duration;

/** Checks that several settings share. Each returns its argument or throws {@link InvalidSettingException}. */
final class Checks {

    /** A century; sums of two such durations, in nanoseconds, still fit into a long. */
    private static final Duration MAX = Duration.ofDays(36_500);

    private Checks() {}

    static int notNegative(String key, int value) {
        if (value < 0) {
            throw new InvalidSettingException(
                    key, value, "must not be negative", "Set it to a positive number, or to 0 for no limit.");
        }
        return value;
    }

    /** @param example a value that the remedy suggests */
    static int positive(String key, int value, int example) {
        if (value < 1) {
            throw new InvalidSettingException(
                    key, value, "must be positive", "Set it to " + example + ", its default.");
        }
        return value;
    }

    /** @param example a value that the remedy suggests */
    static Duration positive(String key, Duration value, String example) {
        if (notNegative(key, value).isZero()) {
            throw new InvalidSettingException(
                    key, value, "must be positive", "Set it to " + example + ", its default.");
        }
        return value;
    }

    static long bytesNotNegative(String key, long bytes) {
        if (bytes < 0) {
            throw new InvalidSettingException(
                    key, bytes + "B", "must not be negative", "Set it to a size such as 64MB, or to 0 for no limit.");
        }
        return bytes;
    }

    static Duration notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new InvalidSettingException(
                    key, value, "must not be negative", "Set it to a duration such as 30s, or to 0 to switch it off.");
        }
        if (value.compareTo(MAX) > 0) {
            throw new InvalidSettingException(
                    key, value, "must not be longer than " + MAX.toDays() + "d", "Set it to 0 for no limit.");
        }
        return value;
    }
}
