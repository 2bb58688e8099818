package dev.weir.carriers;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's scheduler, by its management interface.
 *
 * @see VirtualThreadSchedulerMXBean
 */
final class JdkScheduler implements Scheduler {

    /** The scheduler belongs to the process, which may have several applications. */
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private final VirtualThreadSchedulerMXBean bean;
    private final int initialCarriers;

    private JdkScheduler(VirtualThreadSchedulerMXBean bean) {
        this.bean = bean;
        this.initialCarriers = bean.getParallelism();
    }

    /**
     * Returns {@code null} while another adjusts the scheduler, where there is a single carrier, and where the JVM has no such
     * interface.
     */
    static @Nullable JdkScheduler acquire() {
        VirtualThreadSchedulerMXBean bean = bean();
        return bean != null && bean.getParallelism() > 1 && TAKEN.compareAndSet(false, true)
                ? new JdkScheduler(bean)
                : null;
    }

    private static @Nullable VirtualThreadSchedulerMXBean bean() {
        try {
            return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        } catch (IllegalArgumentException | LinkageError _) {
            return null;
        }
    }

    @Override
    public int carriers() {
        return bean.getParallelism();
    }

    @Override
    public void setCarriers(int carriers) {
        boolean more = carriers > bean.getParallelism();
        bean.setParallelism(carriers);
        if (more) {
            // A further carrier begins to run when a thread is started, not by itself.
            Thread.ofVirtual().name("weir-carriers").start(() -> {});
        }
    }

    @Override
    public boolean hasQueue() {
        return bean.getQueuedVirtualThreadCount() > 0;
    }

    @Override
    public void close() {
        setCarriers(initialCarriers);
        TAKEN.set(false);
    }
}
