package dev.weir.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Connects, sends a frame, takes it back, finishes, waits for the server's end, closes; and again. */
final class Visit implements Session {

    /** Sources in 127.0.0.0/8 to take turns, or the ports of one would run out while the closed ones wait. */
    private static final int SOURCES = 64;

    private final InetSocketAddress server;
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private final int index;
    private final boolean secure;
    private int visits;
    private SocketChannel channel;
    private Wire wire;
    private long startedAt;

    Visit(InetSocketAddress server, Script script, int index, boolean secure) throws IOException {
        this.server = server;
        this.index = index;
        this.secure = secure;
        this.request = script.requests().slice(0, script.requestLength());
        this.reply = script.replies().slice(0, script.replyLength());
        this.channel = SocketChannel.open();
        this.wire = wire();
    }

    private Wire wire() throws IOException {
        return secure ? new TlsWire(channel) : new PlainWire(channel);
    }

    @Override
    public void start(Worker worker) throws IOException {
        startedAt = System.nanoTime();
        request.clear();
        reply.clear();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress(source(), 0));
        boolean connected = channel.connect(server) || channel.finishConnect();
        SelectionKey key =
                channel.register(worker.selector(), connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (connected) {
            write(key);
        }
    }

    private InetAddress source() throws IOException {
        int number = 2 + (index + visits++) % SOURCES;
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    }

    @Override
    public void ready(SelectionKey key, Worker worker) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            write(key);
        } else if (key.isWritable()) {
            write(key);
        } else if (key.isReadable()) {
            read(key, worker);
        }
    }

    private void write(SelectionKey key) throws IOException {
        wire.write(request);
        key.interestOps(wire.wantsToWrite() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read(SelectionKey key, Worker worker) throws IOException {
        ByteBuffer in = worker.scratch().clear();
        int count = wire.read(in);
        if (count < 0) {
            finished(worker);
            return;
        }
        in.flip();
        if (count > reply.remaining() || in.mismatch(reply.slice(reply.position(), count)) >= 0) {
            throw new IOException("what came back is not what was sent");
        }
        reply.position(reply.position() + count);
        if (request.hasRemaining()) {
            write(key);
        } else if (count > 0 && !reply.hasRemaining()) {
            wire.finish();
        }
    }

    private void finished(Worker worker) throws IOException {
        if (reply.hasRemaining()) {
            throw new IOException("the server finished with " + reply.remaining() + " bytes missing");
        }
        worker.completed(startedAt, System.nanoTime());
        channel.close();
        channel = SocketChannel.open();
        wire = wire();
        start(worker);
    }
}
