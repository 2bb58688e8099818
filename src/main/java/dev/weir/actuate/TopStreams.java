package dev.weir.actuate;

import dev.weir.observe.ObservedConnection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first streams in an order, of any number that are offered. Only as many are kept as are asked for, and only those are
 * described: most of the cost of a list is in the text of addresses and times. For one thread.
 */
final class TopStreams {

    /** The first in the list is the greatest. */
    private static final Comparator<Candidate> RANK = Comparator.comparingLong(Candidate::value)
            .thenComparing(Comparator.comparingLong(Candidate::id).reversed());

    private final StreamOrder order;
    private final int limit;
    private final long nowNanos;

    /** The last of the list at its head. */
    private final PriorityQueue<Candidate> top = new PriorityQueue<>(RANK);

    /**
     * A stream with the value it is ranked by. The value is read once, because it changes while streams are compared.
     *
     * @param value of {@link StreamOrder#value}
     */
    private record Candidate(long value, ObservedConnection connection) {

        long id() {
            return connection.info().id();
        }
    }

    /** @param nowNanos a value of {@link System#nanoTime} */
    TopStreams(StreamOrder order, int limit, long nowNanos) {
        this.order = order;
        this.limit = limit;
        this.nowNanos = nowNanos;
    }

    void offer(ObservedConnection connection) {
        var candidate = new Candidate(order.value(connection, nowNanos), connection);
        if (top.size() == limit) {
            if (RANK.compare(candidate, top.element()) <= 0) {
                return;
            }
            top.remove();
        }
        top.add(candidate);
    }

    /** Describes the streams, in their order. Counts may have moved on since the streams were ranked. */
    List<StreamDescriptor> describe() {
        return top.stream()
                .sorted(RANK.reversed())
                .map(candidate -> StreamDescriptor.of(candidate.connection()))
                .toList();
    }
}
