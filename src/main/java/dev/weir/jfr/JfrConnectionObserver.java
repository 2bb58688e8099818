package dev.weir.jfr;

import dev.weir.observe.CloseCause;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;
import jdk.jfr.Event;

/** Writes events to JDK Flight Recorder, while there is a recording. */
public final class JfrConnectionObserver implements InlineObserver {

    /** Initialises all event types, which takes file descriptors: during a flood of connections there may be none. */
    public JfrConnectionObserver() {
        for (Event event : new Event[] {new AcceptEvent(), new CloseEvent(), new HandlerErrorEvent()}) {
            boolean _ = event.isEnabled();
        }
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
