package dev.weir.autoconfigure;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamObserver;
import java.util.List;

/** Calls several observers of upstreams in order. */
record UpstreamObservers(List<UpstreamObserver> observers) implements UpstreamObserver {

    UpstreamObservers {
        observers = List.copyOf(observers);
    }

    @Override
    public void connectEnded(TargetStatistics target, ConnectOutcome outcome, long nanos) {
        observers.forEach(observer -> observer.connectEnded(target, outcome, nanos));
    }
}
