package dev.weir.server;

import dev.weir.observe.RejectReason;
import dev.weir.stream.StreamAddress;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a listener's rejected connections: at most one line per reason every {@value #SECONDS} seconds, with the last client's
 * address, which metrics cannot have. Any thread.
 */
final class RejectionLog {

    private static final Logger log = LoggerFactory.getLogger(RejectionLog.class);
    private static final int SECONDS = 10;

    private final String listener;
    private final Map<RejectReason, Reason> reasons = new EnumMap<>(RejectReason.class);

    RejectionLog(String listener) {
        this.listener = listener;
        for (RejectReason reason : RejectReason.values()) {
            reasons.put(reason, new Reason());
        }
    }

    void note(RejectReason reason, SocketAddress client) {
        Reason noted = reasons.get(reason);
        long count = noted == null ? 0 : noted.count(System.nanoTime());
        if (count > 0) {
            log.info(
                    "Listener {}: {} connections rejected ({}), the last from {}; further ones are summed up for {} s",
                    listener,
                    count,
                    reason.label(),
                    StreamAddress.format(client),
                    SECONDS);
        }
    }

    private static final class Reason {

        private long rejected;
        private long loggedNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(SECONDS);

        /** Returns how many connections were rejected since the last line, or 0 if it is too early for another line. */
        synchronized long count(long nowNanos) {
            rejected++;
            if (nowNanos - loggedNanos < TimeUnit.SECONDS.toNanos(SECONDS)) {
                return 0;
            }
            loggedNanos = nowNanos;
            long count = rejected;
            rejected = 0;
            return count;
        }
    }
}
