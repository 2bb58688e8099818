package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class BudgetShareTests {

    @Test
    void takesWhatIsBeyondTheFreeSize() {
        var budget = new BufferBudget(1_000);
        var share = new BudgetShare(budget, 100);
        assertThat(share.resize(100)).isTrue();
        assertThat(budget.taken()).isZero();
        assertThat(share.resize(1_100)).isTrue();
        assertThat(budget.taken()).isEqualTo(1_000);
        assertThat(share.resize(1_101)).isFalse();
        assertThat(budget.taken()).isEqualTo(1_000);
        assertThat(share.resize(300)).isTrue();
        assertThat(budget.taken()).isEqualTo(200);
        share.release();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void takesNothingOnceClosed() {
        var budget = new BufferBudget(1_000);
        var share = new BudgetShare(budget, 0);
        share.resize(500);
        share.close();
        assertThat(budget.taken()).isZero();
        assertThat(share.resize(700)).isTrue();
        share.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void leavesNothingTakenWhenClosedInBetween() throws InterruptedException {
        var budget = new BufferBudget(10_000);
        for (int i = 0; i < 2_000; i++) {
            var share = new BudgetShare(budget, 0);
            Thread closer = Thread.startVirtualThread(share::close);
            for (int j = 0; j < 20; j++) {
                share.resize(ThreadLocalRandom.current().nextInt(9_000));
            }
            closer.join();
            assertThat(budget.taken()).isZero();
        }
    }
}
