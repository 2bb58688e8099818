package dev.weir.jfr;

import dev.weir.observe.CloseCause;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;

/** Writes events to JDK Flight Recorder, while there is a recording. */
public final class JfrConnectionObserver implements InlineObserver {

    public JfrConnectionObserver() {
        EventTypes.registerWithRecorder();
    }

    @Override
    public void opened(ObservedConnection connection) {
        var event = new AcceptEvent();
        if (event.isEnabled()) {
            event.describe(connection.info());
            event.commit();
        }
    }

    @Override
    public void handlerFailed(ObservedConnection connection, Throwable failure) {
        var event = new HandlerErrorEvent();
        if (event.isEnabled()) {
            event.describe(connection.info());
            event.handler = connection.info().handler();
            event.error = failure.getClass().getName();
            event.commit();
        }
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        var event = new CloseEvent();
        if (event.isEnabled()) {
            event.describe(connection.info());
            event.cause = cause.label();
            event.age = connection.durationNanos();
            event.bytesRead = connection.bytesRead();
            event.bytesWritten = connection.bytesWritten();
            event.commit();
        }
    }
}
