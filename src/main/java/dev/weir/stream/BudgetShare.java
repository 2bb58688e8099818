package dev.weir.stream;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** The part of a {@link BufferBudget} that one buffer uses. One thread at a time; any thread may {@link #close} it. */
public final class BudgetShare {

    private static final int CLOSED = -1;
    private static final AtomicIntegerFieldUpdater<BudgetShare> TAKEN =
            AtomicIntegerFieldUpdater.newUpdater(BudgetShare.class, "taken");

    private final BufferBudget budget;
    private final int free;
    private volatile int taken;

    /** @param free size in bytes up to which a buffer uses nothing of the budget */
    public BudgetShare(BufferBudget budget, int free) {
        this.budget = budget;
        this.free = free;
    }

    /**
     * Adjusts the share to the size of the buffer. A closed share takes nothing more, because its stream is about to end.
     *
     * @param size bytes
     * @return false, without any change, if the budget has not enough left
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

    /** Returns the whole share to the budget. */
    public void release() {
        resize(0);
    }

    /** Returns the whole share to the budget for good. */
    public void close() {
        int last = TAKEN.getAndSet(this, CLOSED);
        if (last != CLOSED) {
            budget.release(last);
        }
    }
}
