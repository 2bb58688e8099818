package dev.weir.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that have exchanged one frame and are then just open. */
final class Held implements Closeable {

    private final List<SocketChannel> channels = new ArrayList<>();

    void open(InetSocketAddress server, int count, Script script) throws IOException {
        ByteBuffer request = script.requests().slice(0, script.requestLength());
        ByteBuffer expected = script.replies().slice(0, script.replyLength());
        ByteBuffer reply = ByteBuffer.allocateDirect(script.replyLength());
        for (int i = 0; i < count; i++) {
            SocketChannel channel = Connect.to(server);
            channels.add(channel);
            request.clear();
            while (request.hasRemaining()) {
                channel.write(request);
            }
            reply.clear();
            while (reply.hasRemaining()) {
                if (channel.read(reply) < 0) {
                    throw new IOException("the server finished connection " + i);
                }
            }
            if (reply.flip().mismatch(expected) >= 0) {
                throw new IOException("what came back on connection " + i + " is not what was sent");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
