package dev.weir.stream;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** What one buffer has of a budget. One thread at a time; any thread may {@link #close} it meanwhile. */
public final class BudgetShare {

    private static final int CLOSED = -1;
    private static final AtomicIntegerFieldUpdater<BudgetShare> TAKEN =
            AtomicIntegerFieldUpdater.newUpdater(BudgetShare.class, "taken");

    private final BufferBudget budget;
    private final int free;
    private volatile int taken;

    /** @param free the size up to which a buffer takes nothing */
    public BudgetShare(BufferBudget budget, int free) {
        this.budget = budget;
        this.free = free;
    }

    /**
     * Takes or gives back what makes it a buffer of that size; false, and nothing changes, where there is not enough. Once
     * it is closed nothing is taken: whoever asks then is about to end.
     */
    public boolean resize(int size) {
        int before = taken;
        int needed = Math.max(0, size - free);
        if (before == CLOSED || needed == before) {
            return true;
        }
        if (needed > before && !budget.tryTake(needed - before)) {
            return false;
        }
        boolean changed = TAKEN.compareAndSet(this, before, needed);
        if (needed > before && !changed) {
            budget.release(needed - before);
        } else if (needed < before && changed) {
            budget.release(before - needed);
        }
        return true;
    }

    /** Gives everything back. */
    public void release() {
        resize(0);
    }

    /** Gives everything back, for good. */
    public void close() {
        int last = TAKEN.getAndSet(this, CLOSED);
        if (last != CLOSED) {
            budget.release(last);
        }
    }
}
