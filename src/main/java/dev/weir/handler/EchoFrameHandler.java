package dev.weir.handler;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.nio.ByteBuffer;

/** Sends each frame back. */
public final class EchoFrameHandler implements FrameHandler<ByteBuffer, ByteBuffer> {

    @Override
    public ByteBuffer handle(ByteBuffer frame, FrameSession session) {
        return frame;
    }
}
