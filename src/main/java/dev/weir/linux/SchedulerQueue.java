package dev.weir.linux;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/** How many virtual threads wait for a carrier, as far as the JVM tells. */
final class SchedulerQueue {

    /** {@code null} if this JVM has none, or denies access to it. */
    private final @Nullable VirtualThreadSchedulerMXBean scheduler = find();

    private static @Nullable VirtualThreadSchedulerMXBean find() {
        try {
            var bean = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            return bean != null && bean.getQueuedVirtualThreadCount() >= 0 ? bean : null;
        } catch (IllegalArgumentException | SecurityException | UnsupportedOperationException | LinkageError _) {
            return null;
        }
    }

    /** Whether the length of the queue is known. */
    boolean isKnown() {
        return scheduler != null;
    }

    /** Whether virtual threads wait for a carrier: an estimate, which may miss one that has just been queued. */
    boolean hasThreads() {
        return scheduler != null && scheduler.getQueuedVirtualThreadCount() > 0;
    }
}
