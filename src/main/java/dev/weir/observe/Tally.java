package dev.weir.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A counter for each constant of an enum. Any thread. */
final class Tally<E extends Enum<E>> {

    /** Never changes after construction. */
    private final Map<E, LongAdder> counters;

    Tally(Class<E> type) {
        counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, new LongAdder());
        }
    }

    void count(E constant) {
        counter(constant).increment();
    }

    long sum(E constant) {
        return counter(constant).sum();
    }

    long sum() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder counter(E constant) {
        return Objects.requireNonNull(counters.get(constant));
    }
}
