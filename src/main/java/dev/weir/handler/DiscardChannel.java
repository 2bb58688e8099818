package dev.weir.handler;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Where unwanted bytes go; holds none of them, unlike a channel made of an output stream. */
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

    /** There is nothing to close, and others use it too. */
    @Override
    public void close() {}
}
