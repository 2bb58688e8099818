package dev.weir.observe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls several observers in order, whether or not one of them throws. An observer's first exception is logged at ERROR and
 * later ones at DEBUG, because clients cause the events and must not determine how much is logged.
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
        callAll(observer -> observer.opened(connection));
    }

    @Override
    public void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {
        callAll(observer -> observer.handshakeDone(connection, handshake));
    }

    @Override
    public void firstByte(ObservedConnection connection) {
        callAll(observer -> observer.firstByte(connection));
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        callAll(observer -> observer.shutDown(connection, side));
    }

    @Override
    public void handlerFailed(ObservedConnection connection, Throwable failure) {
        callAll(observer -> observer.handlerFailed(connection, failure));
    }

    /** Allocates nothing itself, so that the end of a connection is counted even if there is no memory. */
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

    private void callAll(Consumer<ConnectionObserver> event) {
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
                log.error("Observer {} failed; it continues, and further failures are logged at DEBUG", name, e);
            } else {
                log.debug("Observer {} failed", name, e);
            }
        } catch (RuntimeException | Error _) {
            // Most likely there is no memory to log it; the other observers still have to be called.
        }
    }
}
