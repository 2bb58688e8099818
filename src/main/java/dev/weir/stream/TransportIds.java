package dev.weir.stream;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the connections of this process, starting at 1. */
final class TransportIds {

    private static final AtomicLong LAST = new AtomicLong();

    private TransportIds() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
