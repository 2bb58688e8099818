package dev.weir.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One thread of the generator: a selector, its sessions, and what it has counted. */
final class Worker implements Callable<Worker> {

    private static final long SELECT_MILLIS = 100;
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector;
    private final List<? extends Session> sessions;
    private final ByteBuffer scratch;
    private final Window window;
    private final Latencies latencies = new Latencies();
    private boolean measuring;
    private long begin;
    private long nanos;
    private long operations;
    private long lastCompleted;

    Worker(List<? extends Session> sessions, int scratch, Window window) throws IOException {
        this.selector = Selector.open();
        this.sessions = sessions;
        this.scratch = ByteBuffer.allocateDirect(scratch);
        this.window = window;
    }

    @Override
    public Worker call() throws IOException {
        try (selector) {
            for (Session session : sessions) {
                session.start(this);
            }
            drive();
            return this;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (SelectionKey key : selector.isOpen() ? selector.keys() : List.<SelectionKey>of()) {
                key.channel().close();
            }
        }
    }

    private void drive() throws IOException {
        long now = System.nanoTime();
        long warm = now + window.warmNanos();
        lastCompleted = now;
        while (!measuring || now - begin < window.measureNanos()) {
            if (!measuring && now - warm >= 0) {
                window.onBegin().run();
                begin = System.nanoTime();
                measuring = true;
            }
            selector.select(this::ready, SELECT_MILLIS);
            now = System.nanoTime();
            if (now - lastCompleted > STALL_NANOS) {
                throw new IOException("nothing came back for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NANOS) + " s");
            }
        }
        nanos = now - begin;
        window.onEnd().run();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.selectNow();
    }

    private void ready(SelectionKey key) {
        try {
            ((Session) key.attachment()).ready(key, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts an operation, and its duration if all of it was in the window. */
    void completed(long startedAt, long now) {
        lastCompleted = now;
        if (measuring) {
            operations++;
            if (startedAt - begin >= 0) {
                latencies.record(now - startedAt);
            }
        }
    }

    Selector selector() {
        return selector;
    }

    /** For whoever is reading at the moment. */
    ByteBuffer scratch() {
        return scratch;
    }

    Latencies latencies() {
        return latencies;
    }

    long operations() {
        return operations;
    }

    long nanos() {
        return nanos;
    }
}
