package dev.weir.actuate;

import dev.weir.observe.Labelled;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The orders in which streams are listed. Among equals, the oldest stream comes first. */
enum StreamOrder implements Labelled {
    /** Oldest first. */
    AGE(Comparator.comparing(StreamDescriptor::since)),
    /** Longest idle first. */
    IDLE(Comparator.comparingLong(StreamDescriptor::idleMs).reversed()),
    /** Most bytes first, both ways together. */
    BYTES(Comparator.<StreamDescriptor>comparingLong(stream -> stream.bytesRead() + stream.bytesWritten())
            .reversed());

    @SuppressWarnings("ImmutableEnumChecker") // The comparators have no state.
    private final Comparator<StreamDescriptor> comparator;

    StreamOrder(Comparator<StreamDescriptor> comparator) {
        this.comparator = comparator.thenComparingLong(StreamDescriptor::id);
    }

    Comparator<StreamDescriptor> comparator() {
        return comparator;
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
