package dev.weir.jfr;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Registers the event types when the JVM initialises Flight Recorder: at its start or with the first recording. To register
 * them earlier would initialise it for every application.
 */
final class EventTypes implements FlightRecorderListener {

    /** Loads the classes, which takes file descriptors: during a flood of connections there may be none. */
    private static final List<Class<? extends ConnectionEvent>> TYPES =
            List.of(AcceptEvent.class, CloseEvent.class, HandlerErrorEvent.class);

    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    private EventTypes() {}

    /** Does so once a process. */
    static void registerWithRecorder() {
        if (REGISTERED.compareAndSet(false, true)) {
            FlightRecorder.addListener(new EventTypes());
        }
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        TYPES.forEach(FlightRecorder::register);
    }
}
