package dev.weir.observe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several observers in their order; one that throws keeps no event from the others. What each throws is logged once, and then
 * at DEBUG: clients cause the events, and must not choose how much is logged.
 */
public final class CompositeObserver implements ConnectionObserver {

    private static final Logger log = LoggerFactory.getLogger(CompositeObserver.class);

    private final List<InlineObserver> observers;
    private final Set<InlineObserver> failed = ConcurrentHashMap.newKeySet();

    public CompositeObserver(List<InlineObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void opened(ObservedConnection connection) {
        tellAll(observer -> observer.opened(connection));
    }

    @Override
    public void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {
        tellAll(observer -> observer.handshakeDone(connection, handshake));
    }

    @Override
    public void firstByte(ObservedConnection connection) {
        tellAll(observer -> observer.firstByte(connection));
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        tellAll(observer -> observer.shutDown(connection, side));
    }

    @Override
    public void handlerFailed(ObservedConnection connection, Throwable failure) {
        tellAll(observer -> observer.handlerFailed(connection, failure));
    }

    /** Allocates nothing itself: the end of a connection is counted also where memory has run out. */
    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        for (int i = 0; i < observers.size(); i++) {
            InlineObserver observer = observers.get(i);
            try {
                observer.closed(connection, cause);
            } catch (RuntimeException | Error e) {
                noteFailure(observer, e);
            }
        }
    }

    private void tellAll(Consumer<ConnectionObserver> event) {
        for (InlineObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException | Error e) {
                noteFailure(observer, e);
            }
        }
    }

    private void noteFailure(InlineObserver observer, Throwable e) {
        try {
            String name = observer.getClass().getName();
            if (failed.add(observer)) {
                log.error("Observer {} failed; it goes on, and further failures are logged at DEBUG", name, e);
            } else {
                log.debug("Observer {} failed", name, e);
            }
        } catch (RuntimeException | Error _) {
            // Not even that can be logged, for want of memory most likely; the other observers matter more.
        }
    }
}
