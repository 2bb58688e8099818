package dev.weir.autoconfigure;

import dev.weir.capture.Captures;
import dev.weir.observe.CompositeObserver;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.QueuedObserver;
import dev.weir.server.ListenerObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What observes the connections of all listeners: the application's observers and Weir's own, and captures. All observers but
 * inline ones are called through a queue.
 */
final class ConnectionObservers implements AutoCloseable {

    /** Events that may wait for one observer: about one second of 10,000 connections. */
    private static final int QUEUE_CAPACITY = 16 * 1024;

    private final boolean counting;
    private final @Nullable Captures captures;
    private final List<InlineObserver> inline = new ArrayList<>();
    private final List<QueuedObserver> queued = new ArrayList<>();

    /**
     * @param counting whether bytes are counted
     * @param captures {@code null} if they are not available
     */
    ConnectionObservers(boolean counting, Map<String, ConnectionObserver> beans, @Nullable Captures captures) {
        this.counting = counting;
        this.captures = captures;
        beans.forEach((name, observer) -> {
            if (observer instanceof InlineObserver quick) {
                inline.add(quick);
            } else {
                queued.add(new QueuedObserver(name, observer, QUEUE_CAPACITY));
            }
        });
    }

    /** Returns what observes a listener. */
    ListenerObservation of(ListenerStatistics statistics) {
        return new ListenerObservation(statistics, with(statistics), counting, captures);
    }

    /** Puts the listener's counts first, so that other observers find each event counted. */
    private ConnectionObserver with(ListenerStatistics statistics) {
        return new CompositeObserver(Stream.of(Stream.of(statistics), inline.stream(), queued.stream())
                .<InlineObserver>flatMap(observers -> observers)
                .toList());
    }

    List<QueuedObserver> queued() {
        return queued;
    }

    @Override
    public void close() {
        queued.forEach(QueuedObserver::close);
    }
}
