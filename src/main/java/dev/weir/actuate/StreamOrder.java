package dev.weir.actuate;

import dev.weir.observe.Labelled;
import dev.weir.observe.ObservedConnection;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The orders in which streams are listed: the greatest value first. Among equals, the oldest stream comes first. */
enum StreamOrder implements Labelled {
    /** Oldest first. */
    AGE,
    /** Longest idle first. */
    IDLE,
    /** Most bytes first, both ways together. */
    BYTES,
    /** Most bytes per second first, both ways together. */
    RATE;

    /** Returns the value that this order compares; for {@link #AGE} and {@link #IDLE} as of a {@link System#nanoTime}. */
    long value(ObservedConnection connection, long nowNanos) {
        return switch (this) {
            case AGE -> connection.ageNanos(nowNanos);
            case IDLE -> connection.idleNanos(nowNanos);
            case BYTES -> connection.bytesRead() + connection.bytesWritten();
            case RATE -> connection.readRate() + connection.writtenRate();
        };
    }

    /** Returns {@code null} if there is no order of that name. */
    static @Nullable StreamOrder find(String name) {
        return Arrays.stream(values())
                .filter(order -> order.label().equals(name))
                .findFirst()
                .orElse(null);
    }

    static String choices() {
        return Arrays.stream(values()).map(StreamOrder::label).collect(Collectors.joining(", "));
    }
}
