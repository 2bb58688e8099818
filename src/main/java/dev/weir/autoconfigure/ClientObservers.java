package dev.weir.autoconfigure;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import java.util.List;

/** Calls several observers of clients in order. */
record ClientObservers(List<ClientObserver> observers) implements ClientObserver {

    ClientObservers {
        observers = List.copyOf(observers);
    }

    @Override
    public void acquired(ClientStatistics client, AcquireOutcome outcome, long nanos) {
        observers.forEach(observer -> observer.acquired(client, outcome, nanos));
    }
}
