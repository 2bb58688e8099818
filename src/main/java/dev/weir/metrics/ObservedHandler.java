package dev.weir.metrics;

import dev.weir.frame.FrameStreamHandler;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handler inside an observation: a timer, a long task timer while it runs, and, with a tracing bridge on the class
 * path, a span whose trace id is in the handler's log lines. With frames, {@link ObservedExchanges} has those.
 */
public final class ObservedHandler implements MeasuredHandler {

    private static final HandlerObservationConvention DEFAULT = new DefaultHandlerObservationConvention();

    private final TcpStreamHandler handler;
    private final String listener;
    private final String name;
    private final ObservationRegistry registry;
    private final @Nullable HandlerObservationConvention convention;

    /**
     * @param listener the listener's name
     * @param name the handler bean's name
     * @param convention the application's, or {@code null} for the default one
     */
    public ObservedHandler(
            TcpStreamHandler handler,
            String listener,
            String name,
            ObservationRegistry registry,
            @Nullable HandlerObservationConvention convention) {
        this.handler = handler;
        this.listener = listener;
        this.name = name;
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public void handle(TcpStream stream) throws Exception {
        var context = new HandlerContext(listener, name, stream);
        Observation observation = Observation.createNotStarted(convention, DEFAULT, () -> context, registry);
        if (isFramed()) {
            handleFrames(stream, context, observation);
        } else {
            observation.observeChecked(() -> handle(stream, context));
        }
    }

    @Override
    public boolean isFramed() {
        return handler instanceof FrameStreamHandler<?>;
    }

    /** Opens no scope: each frame begins a trace of its own, whichever thread handles it. */
    private void handleFrames(TcpStream stream, HandlerContext context, Observation observation) throws Exception {
        observation.start();
        try {
            handle(stream, context);
        } catch (Throwable e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    private void handle(TcpStream stream, HandlerContext context) throws Exception {
        try {
            handler.handle(stream);
        } finally {
            context.setOver();
        }
    }

    @Override
    public void onDrain(TcpStream stream) throws IOException {
        handler.onDrain(stream);
    }

    @Override
    public boolean onDrainWhileBusy(TcpStream stream) {
        return handler.onDrainWhileBusy(stream);
    }
}
