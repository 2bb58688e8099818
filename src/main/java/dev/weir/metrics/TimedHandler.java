package dev.weir.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.weir.frame.FrameStreamHandler;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Records the meters of each run of a handler and nothing else: the same as those of {@link ObservedHandler} with the default
 * convention, without an Observation, which an open connection would keep in memory.
 */
public final class TimedHandler implements MeasuredHandler {

    private final TcpStreamHandler handler;
    private final String listener;
    private final String name;
    private final MeterRegistry registry;
    private final LongTaskTimer active;
    private final Timer completed;

    /**
     * @param listener the listener's name
     * @param name the handler bean's name
     */
    public TimedHandler(TcpStreamHandler handler, String listener, String name, MeterRegistry registry) {
        this.handler = handler;
        this.listener = listener;
        this.name = name;
        this.registry = registry;
        this.active = HandlerMeters.active(listener, name, registry);
        this.completed = HandlerMeters.timer(listener, name, null, registry);
    }

    @Override
    public void handle(TcpStream stream) throws Exception {
        LongTaskTimer.Sample run = active.start();
        long begin = time();
        try {
            handler.handle(stream);
        } catch (Throwable e) {
            end(run, begin, e);
            throw e;
        }
        end(run, begin, null);
    }

    private void end(LongTaskTimer.Sample run, long begin, @Nullable Throwable failure) {
        Timer timer = failure == null ? completed : HandlerMeters.timer(listener, name, failure, registry);
        timer.record(time() - begin, NANOSECONDS);
        run.stop();
    }

    /** A number, where a {@link Timer.Sample} would be one more object of each open connection. */
    private long time() {
        return registry.config().clock().monotonicTime();
    }

    @Override
    public boolean isFramed() {
        return handler instanceof FrameStreamHandler<?>;
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
