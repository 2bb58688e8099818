package dev.weir.handler;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Discards all bytes, without a copy, unlike a channel that wraps an output stream. */
enum DiscardChannel implements WritableByteChannel {
    INSTANCE;

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Has no effect: all handlers share the channel. */
    @Override
    public void close() {}
}
