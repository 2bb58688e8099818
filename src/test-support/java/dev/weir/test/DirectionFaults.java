package dev.weir.test;

import java.util.List;

/**
 * What is wrong with one direction of a connection.
 *
 * @param latencyNanos delay of the bytes of each call, in nanoseconds
 * @param segments lengths of the parts that the bytes come in, the last one repeated; empty for no limit
 * @param bytesPerSecond 0 for no limit
 * @param cut how and where the direction ends
 */
record DirectionFaults(long latencyNanos, List<Integer> segments, long bytesPerSecond, Cut cut) {

    static final DirectionFaults NONE = new DirectionFaults(0, List.of(), 0, Cut.NEVER);

    /**
     * How a direction ends.
     *
     * @param after bytes that pass before
     */
    record Cut(Kind kind, long after) {

        static final Cut NEVER = new Cut(Kind.STALL, Long.MAX_VALUE);
    }

    enum Kind {
        STALL,
        RESET,
        END
    }

    DirectionFaults withLatencyNanos(long nanos) {
        return new DirectionFaults(nanos, segments, bytesPerSecond, cut);
    }

    DirectionFaults withSegments(List<Integer> lengths) {
        return new DirectionFaults(latencyNanos, lengths, bytesPerSecond, cut);
    }

    DirectionFaults withBytesPerSecond(long rate) {
        return new DirectionFaults(latencyNanos, segments, rate, cut);
    }

    DirectionFaults withCut(Kind kind, long after) {
        return new DirectionFaults(latencyNanos, segments, bytesPerSecond, new Cut(kind, after));
    }

    boolean delay() {
        return latencyNanos > 0 || bytesPerSecond > 0;
    }
}
