package dev.weir.linux;

import dev.weir.stream.FairYield;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The virtual thread that asks epoll(7) for the events of all descriptors, one for the process.
 *
 * <p>While there are events, or other virtual threads want a carrier, it asks without waiting and yields. When there is nothing
 * to do, its carrier waits in the kernel, which wakes it without another thread in between: for a millisecond at most, because
 * the carrier runs no other virtual thread meanwhile. {@link CarrierWait} says when that pays. When there is nothing to do for
 * longer, or the poller's yields keep the carrier from threads that want it, a platform thread waits, and the carrier is free.
 *
 * <p>That thread takes no events: it waits until the epoll instance itself is readable, which it is as long as an event has not
 * been taken, whenever it came. No step depends on an estimate of the scheduler's queue, except for how long a carrier waits.
 */
final class Poller {

    private static final int CARRIER_WAIT_MILLIS = 1;

    /** Turns in a row without an event and without a stream that yields, after which the poller leaves its carrier. */
    private static final int MAX_FRUITLESS = 4;

    private static final ReentrantLock STARTING = new ReentrantLock();
    private static final AtomicReference<@Nullable Poller> SHARED = new AtomicReference<>();

    private final DescriptorTable table;
    private final Epoll epoll;
    private final SchedulerQueue queue = new SchedulerQueue();
    private final CarrierWait carrierWait = new CarrierWait(queue);
    private final FairYield fairYield = FairYield.ofPoller();
    private final Thread thread = Thread.ofVirtual()
            .name("weir-poller")
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
    private final Thread waiter = Thread.ofPlatform()
            .name("weir-poller-wait")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(this::waitForPoller);

    /** Whether the platform thread is to wait, and the poller waits for it. */
    private volatile boolean waiting;

    /** When the poller last began a turn, or was last asked to by the platform thread. */
    private volatile long turnNanos = System.nanoTime();

    /** Turns in a row without an event and without a stream that yields. */
    private int fruitless;

    /** Whether the poller's carrier waits, or is about to. */
    private volatile boolean onCarrier;

    private Poller(Epoll epoll, DescriptorTable table) {
        this.epoll = epoll;
        this.table = table;
    }

    /** Returns the process's poller, started by the first call that succeeds. */
    static Poller shared() throws IOException {
        Poller poller = SHARED.get();
        return poller == null ? startOnce() : poller;
    }

    private static Poller startOnce() throws IOException {
        STARTING.lock();
        try {
            Poller poller = SHARED.get();
            if (poller == null) {
                var table = new DescriptorTable();
                poller = new Poller(Epoll.open(table), table);
                poller.waiter.start();
                poller.thread.start();
                SHARED.set(poller);
            }
            return poller;
        } finally {
            STARTING.unlock();
        }
    }

    /** Registers a descriptor. An event that was there before comes at once. */
    void add(MemorySegment errno, Descriptor descriptor, int interest) throws IOException {
        table.put(descriptor);
        try {
            epoll.add(errno, descriptor, interest);
        } catch (IOException | RuntimeException | Error e) {
            table.remove(descriptor);
            throw e;
        }
    }

    /** Changes the events of a registered descriptor. One that is there comes at once. */
    void modify(MemorySegment errno, Descriptor descriptor, int interest) throws IOException {
        epoll.modify(errno, descriptor, interest);
    }

    /** Ends a registration. The kernel ends its own when the descriptor is closed. */
    void forget(Descriptor descriptor) {
        table.remove(descriptor);
    }

    /**
     * Ends a wait of the poller's carrier. For a platform thread that has given work to the scheduler, which may have no other
     * carrier for it.
     */
    void freeCarrier() {
        if (onCarrier) {
            epoll.signal();
        }
    }

    /** Runs as long as the process. An error, lack of memory most likely, does not cost an event. */
    private void run() {
        while (true) {
            try {
                turn();
            } catch (Throwable _) {
                Thread.onSpinWait();
            }
        }
    }

    /** For how long the poller has wanted a turn and has had none; 0 while it waits for events. Any thread. */
    long stalledNanos() {
        return waiting ? 0 : Math.max(0, System.nanoTime() - turnNanos);
    }

    private void turn() {
        turnNanos = System.nanoTime();
        if (!queue.hasThreads() && carrierWait.isWorthwhile()) {
            waitOnCarrier();
        } else if (epoll.deliverNow()) {
            fruitless = 0;
            fairYield.yieldToOthers();
        } else if (queue.hasThreads() && !hidesThreads()) {
            fairYield.yieldToOthers();
        } else {
            waitOnThread();
        }
    }

    /**
     * Whether the poller itself keeps its carrier from the threads that are queued: those that the JDK's poller or a timer has
     * woken are in another of the scheduler's queues than the one it yields to, and the carrier stays with a queue until it is
     * empty. Where streams yield there as well, intermissions give those threads their turn.
     */
    private boolean hidesThreads() {
        fruitless = FairYield.takeYielded() ? 0 : fruitless + 1;
        if (fruitless < MAX_FRUITLESS) {
            return false;
        }
        fruitless = 0;
        return true;
    }

    private void waitOnCarrier() {
        onCarrier = true;
        boolean delivered = !queue.hasThreads() && epoll.deliverWithin(CARRIER_WAIT_MILLIS);
        onCarrier = false;
        if (delivered) {
            carrierWait.restart();
            fairYield.yieldToOthers();
        } else {
            carrierWait.endedWithoutEvent();
        }
    }

    private void waitOnThread() {
        waiting = true;
        LockSupport.unpark(waiter);
        while (waiting) {
            LockSupport.park(this);
        }
        carrierWait.restart();
    }

    /** The platform thread. Whatever ends its wait, an error too, the poller looks for events next. */
    private void waitForPoller() {
        while (true) {
            while (!waiting) {
                LockSupport.park(this);
            }
            try {
                epoll.awaitEvents();
            } catch (Throwable _) {
                Thread.onSpinWait();
            }
            turnNanos = System.nanoTime();
            waiting = false;
            wakePoller();
        }
    }

    private void wakePoller() {
        boolean woken = false;
        while (!woken) {
            try {
                LockSupport.unpark(thread);
                woken = true;
            } catch (Throwable _) {
                // Out of memory: no other thread would wake the poller.
                Thread.onSpinWait();
            }
        }
    }
}
