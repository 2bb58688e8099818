package dev.weir.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Prometheus that scrapes a server each second until it is closed. */
final class Scraper implements Closeable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Actuator actuator;
    private final Thread thread;
    private volatile @Nullable IOException failure;

    Scraper(int port) {
        this.actuator = new Actuator(port);
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                actuator.scrape();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failure = e;
        }
    }

    /** @throws IOException if a scrape has failed: what was measured is not what was meant */
    @Override
    public void close() throws IOException {
        boolean failed = failure != null;
        thread.interrupt();
        actuator.close();
        if (failed) {
            throw new IOException("a scrape failed", failure);
        }
    }
}
