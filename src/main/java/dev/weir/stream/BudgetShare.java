package dev.weir.stream;

/** What one buffer has of a budget. One thread at a time. */
final class BudgetShare {

    private final BufferBudget budget;
    private final int free;
    private int taken;

    /** @param free the size up to which a buffer takes nothing */
    BudgetShare(BufferBudget budget, int free) {
        this.budget = budget;
        this.free = free;
    }

    /** Takes or gives back what makes it a buffer of that size; false, and nothing changes, where there is not enough. */
    boolean resize(int size) {
        int needed = Math.max(0, size - free);
        if (needed > taken && !budget.tryTake(needed - taken)) {
            return false;
        }
        if (needed < taken) {
            budget.giveBack(taken - needed);
        }
        taken = needed;
        return true;
    }

    void release() {
        budget.giveBack(taken);
        taken = 0;
    }
}
