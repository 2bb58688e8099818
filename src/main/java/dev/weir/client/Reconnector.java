package dev.weir.client;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection open, on a thread of its own. Any thread. */
final class Reconnector {

    private static final Logger log = LoggerFactory.getLogger(Reconnector.class);

    /** Opens the connection, on the reconnector's thread. */
    @FunctionalInterface
    interface Connect {

        void connect() throws IOException;
    }

    private final String client;
    private final Connect connect;
    private final Backoff backoff;
    private @Nullable Thread thread;
    private boolean connected;
    private volatile @Nullable IOException lastFailure;

    Reconnector(String client, ReconnectOptions options, Connect connect) {
        this.client = client;
        this.connect = connect;
        this.backoff = new Backoff(options, ThreadLocalRandom.current());
    }

    /** Why there is no connection; {@code null} if no attempt has failed since there was one. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    /** Starts to connect, unless it has been started. */
    synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual()
                    .name("weir-client " + client + " connect")
                    .start(this::run);
        }
    }

    synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    /** The connection has ended. */
    synchronized void connectionEnded(long lifetimeNanos) {
        connected = false;
        backoff.connectionEnded(lifetimeNanos);
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                awaitTurn();
                connect();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /** Waits until there is no connection, and then as long as the last attempts require. */
    private synchronized void awaitTurn() throws InterruptedException {
        while (connected) {
            wait();
        }
        long end = System.nanoTime() + backoff.nextNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        // Before the attempt: the connection may end as soon as it is open.
        connected = true;
    }

    private void connect() throws InterruptedException {
        try {
            connect.connect();
            if (lastFailure != null) {
                log.info("client {}: connected again", client);
            }
            lastFailure = null;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    private synchronized void failed(Throwable e) throws InterruptedException {
        connected = false;
        notifyAll();
        if (Thread.interrupted()) {
            // Closed; a thread that has been started meanwhile takes over.
            throw new InterruptedException();
        }
        if (lastFailure == null) {
            log.warn("client {}: no connection, further attempts follow: {}", client, e.getMessage());
        }
        lastFailure = e instanceof IOException failure ? failure : new IOException(e);
    }
}
