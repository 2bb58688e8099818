package dev.weir.actuate;

import dev.weir.observe.FrameDirection;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Numbers of frames read and written. */
record FramesDescriptor(long in, long out) {

    static @Nullable FramesDescriptor of(ListenerStatistics listener) {
        return listener.frames() == null ? null : of(listener.frames()::frames);
    }

    static @Nullable FramesDescriptor of(ObservedConnection connection) {
        return connection.frames() == null ? null : of(connection.frames()::frames);
    }

    private static FramesDescriptor of(ToLongFunction<FrameDirection> frames) {
        return new FramesDescriptor(frames.applyAsLong(FrameDirection.IN), frames.applyAsLong(FrameDirection.OUT));
    }
}
