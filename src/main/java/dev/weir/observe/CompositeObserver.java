package dev.weir.observe;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers in their order; one that throws keeps no event from the others. */
public record CompositeObserver(List<InlineObserver> observers) implements ConnectionObserver {

    private static final Logger log = LoggerFactory.getLogger(CompositeObserver.class);

    public CompositeObserver {
        observers = List.copyOf(observers);
    }

    @Override
    public void opened(ObservedConnection connection) {
        tellAll(observer -> observer.opened(connection));
    }

    @Override
    public void handshakeDone(ObservedConnection connection, TlsHandshake handshake) {
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

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        tellAll(observer -> observer.closed(connection, cause));
    }

    private void tellAll(Consumer<ConnectionObserver> event) {
        for (InlineObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException | Error e) {
                log.error("Observer {} failed", observer.getClass().getName(), e);
            }
        }
    }
}
