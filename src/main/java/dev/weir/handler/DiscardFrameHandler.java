package dev.weir.handler;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Throws away each frame. */
public final class DiscardFrameHandler implements FrameHandler<ByteBuffer, Void> {

    @Override
    public @Nullable Void handle(ByteBuffer frame, FrameSession session) {
        return null;
    }
}
