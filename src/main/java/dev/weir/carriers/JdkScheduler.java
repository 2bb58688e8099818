package dev.weir.carriers;

import dev.weir.linux.KernelSemaphore;
import dev.weir.linux.LinuxSockets;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's scheduler, whose superfluous carriers are occupied: each by a virtual thread that waits in the kernel, as long as it
 * is to run no other.
 *
 * <p>{@link VirtualThreadSchedulerMXBean#setParallelism} does not do: a larger number wakes no carrier, and whether a thread that
 * is queued afterwards does depends on what is before it in the queue. With one carrier computing, the others slept on in about
 * one case of ten. A carrier whose thread returns from the kernel looks for work by itself.
 *
 * <p>Carriers that are occupied count as running ones. The scheduler therefore starts no other for a thread that blocks in the
 * file system; it is seen as one that computes.
 */
final class JdkScheduler implements Scheduler {

    private static final Logger log = LoggerFactory.getLogger(JdkScheduler.class);

    /** The scheduler belongs to the process, which may have several applications. */
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    /** For the one that has taken the scheduler. The next one has the same, for which threads of the last may still wait. */
    private static final AtomicReference<@Nullable KernelSemaphore> SHARED = new AtomicReference<>();

    private final VirtualThreadSchedulerMXBean bean;
    private final KernelSemaphore released;
    private final int max;
    private int occupied;

    private JdkScheduler(VirtualThreadSchedulerMXBean bean, KernelSemaphore released) {
        this.bean = bean;
        this.released = released;
        this.max = bean.getParallelism();
    }

    /**
     * Returns {@code null} while another adjusts the scheduler, where there is a single carrier, and where the JVM has no such
     * interface or Linux's system calls cannot be used.
     */
    static @Nullable JdkScheduler acquire() {
        VirtualThreadSchedulerMXBean bean = bean();
        if (bean == null || bean.getParallelism() == 1) {
            return null;
        }
        String unavailability = LinuxSockets.unavailability();
        if (unavailability != null) {
            log.info("Carrier threads are not adjusted to the load (weir.carriers.adaptive): {}", unavailability);
            return null;
        }
        if (!TAKEN.compareAndSet(false, true)) {
            return null;
        }
        KernelSemaphore released = sharedSemaphore();
        if (released == null) {
            TAKEN.set(false);
            return null;
        }
        return new JdkScheduler(bean, released);
    }

    private static @Nullable VirtualThreadSchedulerMXBean bean() {
        try {
            return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        } catch (IllegalArgumentException | LinkageError _) {
            return null;
        }
    }

    private static @Nullable KernelSemaphore sharedSemaphore() {
        KernelSemaphore shared = SHARED.get();
        if (shared != null) {
            return shared;
        }
        try {
            KernelSemaphore opened = KernelSemaphore.open();
            SHARED.set(opened);
            return opened;
        } catch (IOException _) {
            // No descriptor is left: the application has other worries.
            return null;
        }
    }

    @Override
    public int maxCarriers() {
        return max;
    }

    @Override
    public void setCarriers(int carriers) {
        int wanted = max - carriers;
        if (wanted < occupied) {
            released.release(occupied - wanted);
            occupied = wanted;
        }
        while (occupied < wanted) {
            Thread.ofVirtual()
                    .name("weir-carrier-off")
                    .inheritInheritableThreadLocals(false)
                    .start(released::acquire);
            occupied++;
        }
    }

    @Override
    public boolean hasQueue() {
        return bean.getQueuedVirtualThreadCount() > 0;
    }

    @Override
    public void close() {
        setCarriers(max);
        TAKEN.set(false);
    }
}
