package dev.weir.stream;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A transport that follows a test's script and records its calls. */
final class ScriptedTransport implements Transport {

    @FunctionalInterface
    interface Step {
        int move(ByteBuffer bytes) throws IOException;
    }

    private final long id = Transport.nextId();
    private final Deque<Step> reads = new ArrayDeque<>();
    private final Deque<Step> writes = new ArrayDeque<>();
    private volatile Step silence = _ -> -1;
    private volatile Runnable openCheck = () -> {};
    private volatile Runnable finish = () -> {};
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);

    ScriptedTransport onRead(Step step) {
        reads.add(step);
        return this;
    }

    ScriptedTransport onWrite(Step step) {
        writes.add(step);
        return this;
    }

    /** Runs at every read after those of {@link #onRead}; {@link #available} does not announce its bytes. */
    ScriptedTransport onSilence(Step step) {
        silence = step;
        return this;
    }

    /** Runs at every call of {@link #isOpen}. */
    ScriptedTransport onOpenCheck(Runnable check) {
        openCheck = check;
        return this;
    }

    ScriptedTransport onFinish(Runnable step) {
        finish = step;
        return this;
    }

    static Step bytes(String text) {
        return destination -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            destination.put(bytes);
            return bytes.length;
        };
    }

    static Step fails(IOException e) {
        return _ -> {
            throw e;
        };
    }

    static int takeAll(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        Step step = reads.poll();
        return step == null ? silence.move(destination) : step.move(destination);
    }

    @Override
    public int available() {
        return reads.size();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        calls.add("write " + source.remaining());
        Step step = writes.poll();
        return step == null ? takeAll(source) : step.move(source);
    }

    @Override
    public void shutdown(Half half) {
        calls.add("shutdown " + half);
    }

    @Override
    public void finish() {
        calls.add("finish");
        finish.run();
    }

    @Override
    public SocketAddress remoteAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public SocketAddress localAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public boolean isOpen() {
        openCheck.run();
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        if (isOpen()) {
            calls.add("close");
        }
        closed.countDown();
    }

    @Override
    public String toString() {
        return "script";
    }
}
