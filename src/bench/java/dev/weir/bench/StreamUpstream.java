package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Sends to every connection for as long as it is open, from one thread each; the clients read. All in this process. */
final class StreamUpstream implements Upstream {

    private static final int BUFFER = 256 * 1024;

    private final ServerSocketChannel server;
    private final int port;

    private StreamUpstream(ServerSocketChannel server) throws IOException {
        this.server = server;
        this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    static Upstream start() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var upstream = new StreamUpstream(server);
        Thread.ofPlatform().daemon().start(upstream::accept);
        return upstream;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofPlatform().daemon().start(() -> send(channel));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static void send(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (channel) {
            while (true) {
                channel.write(buffer.clear());
            }
        } catch (IOException _) {
            // The proxy has closed the connection.
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Passed drive(int proxy, Load load, Watch watch) throws IOException, InterruptedException {
        var received = new LongAdder();
        List<SocketChannel> channels = new ArrayList<>();
        try {
            for (int i = 0; i < load.connections(); i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy));
                channels.add(channel);
                Thread.ofPlatform().daemon().start(() -> receive(channel, received));
            }
            Thread.sleep(load.settle());
            watch.begin();
            long bytes = -received.sum();
            long nanos = -System.nanoTime();
            Thread.sleep(load.window());
            bytes += received.sum();
            nanos += System.nanoTime();
            watch.end();
            if (bytes == 0) {
                throw new IOException("nothing comes through");
            }
            return new Passed(0, bytes, nanos);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static void receive(SocketChannel channel, LongAdder received) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer.clear())) {
                received.add(count);
            }
        } catch (IOException _) {
            // Closed at the end of the window.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
