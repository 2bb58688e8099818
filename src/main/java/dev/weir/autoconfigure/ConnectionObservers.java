package dev.weir.autoconfigure;

import dev.weir.observe.CompositeObserver;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.QueuedObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The application's observers and Weir's own; all but inline ones are called through a queue. */
final class ConnectionObservers implements AutoCloseable {

    /** Events that may wait for one observer: about one second of 10,000 connections. */
    private static final int QUEUE_CAPACITY = 16 * 1024;

    private final List<InlineObserver> inline = new ArrayList<>();
    private final List<QueuedObserver> queued = new ArrayList<>();

    ConnectionObservers(Map<String, ConnectionObserver> beans) {
        beans.forEach((name, observer) -> {
            if (observer instanceof InlineObserver quick) {
                inline.add(quick);
            } else {
                queued.add(new QueuedObserver(name, observer, QUEUE_CAPACITY));
            }
        });
    }

    /** Puts the listener's counts first, so that other observers find each event counted. */
    ConnectionObserver with(ListenerStatistics statistics) {
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
