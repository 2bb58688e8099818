package dev.weir.autoconfigure;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines how many connections the process can have: each takes a file descriptor (RLIMIT_NOFILE, getrlimit(2)).
 *
 * <p>A reserve is kept for files, for what handlers open, and for the management port, which must answer at the limit
 * too: a liveness probe without an answer restarts the process. A platform that does not expose its limit has
 * none.
 */
final class ProcessLimits {

    private static final Logger log = LoggerFactory.getLogger(ProcessLimits.class);
    private static final String KEY = "weir.max-connections";
    private static final long MIN_RESERVE = 150;
    private static final long MAX_RESERVE = 1_000;
    private static final int SHARE = 20;

    private ProcessLimits() {}

    /**
     * The maximum number of concurrent connections of all listeners; 0 for no limit. Logs if it is below what was
     * wanted.
     *
     * @param configured {@code weir.max-connections}; {@code null} for what the descriptors allow
     * @param wanted the sum of the listeners' limits; 0 if one of them has no limit
     * @param filesEach files that a connection may open: 1, or 2 if it may be forwarded
     */
    static int maxConnections(@Nullable Integer configured, long wanted, int filesEach) {
        if (configured != null) {
            Checks.notNegative(KEY, configured);
        }
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
                || system.getMaxFileDescriptorCount() <= 0) {
            return configured == null ? 0 : configured;
        }
        long max = system.getMaxFileDescriptorCount();
        long allowed = allowed(max, openFiles(system)) / filesEach;
        if (configured == null) {
            if (wanted == 0 || wanted > allowed) {
                log.info(
                        "At most {} connections at once: the process may open {} files. To have more, raise that limit"
                                + " (ulimit -n, LimitNOFILE, --ulimit nofile=...)",
                        allowed,
                        max);
            }
            return Math.toIntExact(Math.min(allowed, Integer.MAX_VALUE));
        }
        if (configured > allowed) {
            log.warn(
                    "{} is {}, but the process may open {} files, which is enough for {}: raise that limit (ulimit -n,"
                            + " LimitNOFILE, --ulimit nofile=...), or lower the setting, or remove it for what is"
                            + " possible",
                    KEY,
                    configured,
                    max,
                    allowed);
        }
        return configured;
    }

    /** The JDK counts the entries of /proc/self/fd; a chroot without /proc has none to count. */
    private static long openFiles(UnixOperatingSystemMXBean system) {
        try {
            return system.getOpenFileDescriptorCount();
        } catch (InternalError _) {
            return 0;
        }
    }

    /** At least an eighth of the maximum, so that a limit too low for the reserve still allows connections. */
    static long allowed(long max, long open) {
        long reserve = Math.clamp(max / SHARE, MIN_RESERVE, MAX_RESERVE);
        return Math.max(max - open - reserve, Math.max(1, max / 8));
    }
}
