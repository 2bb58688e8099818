package dev.weir.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection that keeps some frames in flight: for each that has come back, the next one goes out. */
final class Conversation implements Session {

    private final SocketChannel channel;
    private final Wire wire;
    private final Script script;
    private final int first;
    private final ByteBuffer requests;
    private final ByteBuffer replies;
    private final long[] sentAt;
    private long due;
    private long sent;
    private long received;

    /** @param index makes neighbours start at different frames, so that swapped replies are noticed */
    Conversation(SocketChannel channel, Wire wire, Script script, int inFlight, int index) {
        if (inFlight > script.frames()) {
            throw new IllegalArgumentException("at most " + script.frames() + " frames in flight: " + inFlight);
        }
        this.channel = channel;
        this.wire = wire;
        this.script = script;
        this.first = index * 7 % script.frames();
        this.requests = script.requests().duplicate();
        this.replies = script.replies().duplicate();
        this.sentAt = new long[inFlight];
    }

    @Override
    public void start(Worker worker) throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(worker.selector(), SelectionKey.OP_READ, this);
        long now = System.nanoTime();
        for (int i = 0; i < sentAt.length; i++) {
            request(i, now);
        }
        write(key);
    }

    @Override
    public void ready(SelectionKey key, Worker worker) throws IOException {
        if (key.isReadable()) {
            do {
                read(worker);
            } while (wire.hasMore());
        }
        if (sent < due || wire.wantsToWrite()) {
            write(key);
        }
    }

    private void request(long frame, long now) {
        sentAt[(int) (frame % sentAt.length)] = now;
        due += script.requestLength();
    }

    private void read(Worker worker) throws IOException {
        ByteBuffer in = worker.scratch().clear();
        int count = wire.read(in);
        if (count < 0) {
            throw new IOException("the server finished after " + received + " bytes");
        }
        int from = (int) (((long) first * script.replyLength() + received) % script.replyCycle());
        replies.limit(from + count).position(from);
        int difference = in.flip().mismatch(replies);
        if (difference >= 0) {
            throw new IOException("byte " + (received + difference) + " is not the one that was to come back");
        }
        long completed = received / script.replyLength();
        received += count;
        long now = System.nanoTime();
        for (long frame = completed; frame < received / script.replyLength(); frame++) {
            worker.completed(sentAt[(int) (frame % sentAt.length)], now);
            request(frame + sentAt.length, now);
        }
    }

    private void write(SelectionKey key) throws IOException {
        boolean taken;
        do {
            int length = (int) Math.min(due - sent, script.requestCycle());
            int from = (int) (((long) first * script.requestLength() + sent) % script.requestCycle());
            requests.limit(from + length).position(from);
            int count = wire.write(requests);
            sent += count;
            taken = count == length;
        } while (taken && sent < due);
        int interest = wire.wantsToWrite() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }
}
