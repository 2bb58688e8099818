package dev.weir.autoconfigure;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls several observers of clients in order. */
record ClientObservers(List<ClientObserver> observers) implements ClientObserver {

    ClientObservers {
        observers = List.copyOf(observers);
    }

    @Override
    public void acquired(ClientStatistics client, AcquireOutcome outcome, long nanos) {
        observers.forEach(observer -> observer.acquired(client, outcome, nanos));
    }

    @Override
    public RequestObservation requestBegun(ClientStatistics client) {
        var begun = new ArrayList<RequestObservation>(observers.size());
        for (ClientObserver observer : observers) {
            RequestObservation observation = observer.requestBegun(client);
            if (!observation.equals(RequestObservation.NONE)) {
                begun.add(observation);
            }
        }
        return switch (begun.size()) {
            case 0 -> RequestObservation.NONE;
            case 1 -> begun.getFirst();
            default -> new Requests(begun);
        };
    }

    /** Calls several observers of a request in order. */
    private record Requests(List<RequestObservation> observations) implements RequestObservation {

        @Override
        public void connected(TargetStatistics target) {
            observations.forEach(observation -> observation.connected(target));
        }

        @Override
        public void ended(RequestOutcome outcome, @Nullable Throwable failure) {
            observations.forEach(observation -> observation.ended(outcome, failure));
        }
    }
}
