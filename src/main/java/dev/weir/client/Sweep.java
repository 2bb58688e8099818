package dev.weir.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a client's sweep once a second, on a thread of its own. */
final class Sweep {

    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private static final long SECONDS = 1;

    private final String client;
    private final Runnable work;

    /** Ends the thread; {@code null} while there is none. */
    private @Nullable CountDownLatch closing;

    Sweep(String client, Runnable work) {
        this.client = client;
        this.work = work;
    }

    /** Starts the thread, unless there is one. */
    synchronized void start() {
        if (closing == null) {
            var end = new CountDownLatch(1);
            closing = end;
            Thread.ofVirtual().name("weir-client " + client + " sweep").start(() -> run(end));
        }
    }

    private void run(CountDownLatch end) {
        try {
            while (!end.await(SECONDS, TimeUnit.SECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // The sweep goes on: without it idle connections would stay for good.
            log.error("client {}: the sweep of its connections failed", client, e);
        }
    }

    synchronized void close() {
        if (closing != null) {
            closing.countDown();
            closing = null;
        }
    }
}
