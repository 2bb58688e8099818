package dev.weir.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainWire implements Wire {

    private final SocketChannel channel;
    private boolean wantsToWrite;

    PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        return channel.read(destination);
    }

    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = channel.write(source);
        wantsToWrite = source.hasRemaining();
        return count;
    }

    @Override
    public boolean wantsToWrite() {
        return wantsToWrite;
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
