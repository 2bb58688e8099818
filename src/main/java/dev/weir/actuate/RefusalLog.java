package dev.weir.actuate;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refused requests: at most one line every {@value #SECONDS} seconds, as every visitor of a site can cause them. Any thread. */
final class RefusalLog {

    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final int SECONDS = 10;

    private long refused;
    private long loggedNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(SECONDS);

    void note(String reason) {
        long count = count(System.nanoTime());
        if (count > 0) {
            log.warn("{} changes and downloads through endpoints refused, the last because: {}", count, reason);
        }
    }

    /** Returns how many changes were refused since the last line, or 0 if it is too early for another line. */
    private synchronized long count(long nowNanos) {
        refused++;
        if (nowNanos - loggedNanos < TimeUnit.SECONDS.toNanos(SECONDS)) {
            return 0;
        }
        loggedNanos = nowNanos;
        long count = refused;
        refused = 0;
        return count;
    }
}
