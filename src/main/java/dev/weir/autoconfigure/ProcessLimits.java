package dev.weir.autoconfigure;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the process can have: each is a descriptor (RLIMIT_NOFILE, getrlimit(2)).
 *
 * <p>A reserve stays for files, for what handlers open, and for the management port, which must answer at the limit too: a
 * probe that gets no answer restarts the process. A platform that does not tell its limit has none.
 */
final class ProcessLimits {

    private static final Logger log = LoggerFactory.getLogger(ProcessLimits.class);
    private static final String KEY = "weir.max-connections";
    private static final long MIN_RESERVE = 150;
    private static final long MAX_RESERVE = 1_000;
    private static final int SHARE = 20;

    private ProcessLimits() {}

    /**
     * The limit for the connections of all listeners; 0 for none.
     *
     * @param configured {@code null} for what the descriptors allow
     * @param wanted what the listeners may have together; 0 where one has no limit
     */
    static int maxConnections(@Nullable Integer configured, long wanted) {
        if (configured != null) {
            Checks.notNegative(KEY, configured);
        }
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
                || system.getMaxFileDescriptorCount() <= 0) {
            return configured == null ? 0 : configured;
        }
        long max = system.getMaxFileDescriptorCount();
        long allowed = allowed(max, system.getOpenFileDescriptorCount());
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

    /** An eighth at least: a limit that leaves no room for the reserve is still served. */
    static long allowed(long max, long open) {
        long reserve = Math.clamp(max / SHARE, MIN_RESERVE, MAX_RESERVE);
        return Math.max(max - open - reserve, Math.max(1, max / 8));
    }
}
