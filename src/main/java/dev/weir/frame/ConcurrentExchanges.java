package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Handles several frames of one connection at once, each on a virtual thread of its own. A frame is not read before there is a
 * slot for it, so nothing is queued: TCP's flow control reaches the peer instead.
 *
 * @param <T> type of a received frame
 */
final class ConcurrentExchanges<T> {

    private final Exchanger<T> exchanger;
    private final FramedStream frames;
    private final int concurrency;
    private final ReplyOrder order;
    private final Semaphore slots;
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ConcurrentExchanges(Exchanger<T> exchanger, FramedStream frames, FrameOptions options) {
        this.exchanger = exchanger;
        this.frames = frames;
        this.concurrency = options.concurrency();
        this.order = options.order();
        this.slots = new Semaphore(concurrency);
    }

    /** Returns when the input has ended and every frame has been handled; throws the first failure. */
    void handleAll() throws Exception {
        try {
            readAll();
        } catch (InterruptedException e) {
            workers.forEach(Thread::interrupt);
            throw e;
        } finally {
            slots.acquireUninterruptibly(concurrency);
        }
        switch (failure.get()) {
            case null -> {}
            case Error e -> throw e;
            case Throwable e -> throw (Exception) e;
        }
    }

    private void readAll() throws IOException, InterruptedException {
        CountDownLatch previous = new CountDownLatch(0);
        while (failure.get() == null) {
            slots.acquire();
            Callable<T> frame = null;
            try {
                frame = readFrame();
            } finally {
                if (frame == null) {
                    slots.release();
                }
            }
            if (frame == null) {
                return;
            }
            var done = new CountDownLatch(1);
            start(frame, previous, done);
            previous = done;
            exchanger.drainIfDue();
        }
    }

    /** Reads and converts a frame here, since its view is valid until the next read; {@code null} at the end of input. */
    private @Nullable Callable<T> readFrame() throws IOException {
        ByteBuffer payload = frames.readView();
        if (payload == null) {
            return null;
        }
        try {
            T frame = exchanger.decode(payload);
            return () -> frame;
        } catch (Exception e) {
            return () -> {
                throw e;
            };
        }
    }

    private void start(Callable<T> frame, CountDownLatch previous, CountDownLatch done) {
        try {
            Thread.startVirtualThread(() -> handle(frame, previous, done));
        } catch (RuntimeException | Error e) {
            slots.release();
            throw e;
        }
    }

    private void handle(Callable<T> frame, CountDownLatch previous, CountDownLatch done) {
        workers.add(Thread.currentThread());
        try {
            exchanger.handle(frame, order == ReplyOrder.REQUEST ? previous::await : () -> {});
            frames.flush();
        } catch (Throwable e) {
            fail(e);
        } finally {
            workers.remove(Thread.currentThread());
            done.countDown();
            slots.release();
        }
    }

    /** Ends the reading; the frames that are being handled go on. */
    private void fail(Throwable e) {
        if (failure.compareAndSet(null, e)) {
            try {
                frames.endInput();
            } catch (IOException _) {
                // The stream is closed already, which ends the reading as well.
            }
        }
    }
}
