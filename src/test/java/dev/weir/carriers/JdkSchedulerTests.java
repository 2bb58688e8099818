package dev.weir.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.testing.Patience;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class JdkSchedulerTests {

    private final Carriers carriers = new Carriers();

    @BeforeEach
    void severalCarriers() {
        assumeTrue(Carriers.max() > 1, "one processor has one carrier");
    }

    @AfterEach
    void endThreads() {
        carriers.close();
    }

    private static JdkScheduler acquire() {
        return Objects.requireNonNull(JdkScheduler.acquire());
    }

    /** Repeated, because what wakes a carrier in the JDK depends on which of its queues a thread is in. */
    @RepeatedTest(20)
    void letsCarriersRunWhileTheOthersCompute() {
        try (JdkScheduler scheduler = acquire()) {
            scheduler.setCarriers(1);
            carriers.awaitOne();
            for (int i = 1; i < Carriers.max(); i++) {
                Thread.startVirtualThread(this::compute);
            }
            scheduler.setCarriers(Carriers.max());
            carriers.awaitOne();
        }
    }

    @Test
    void letsAllCarriersRunOnceItIsClosed() throws InterruptedException {
        try (JdkScheduler scheduler = acquire()) {
            scheduler.setCarriers(1);
            carriers.awaitOne();
        }
        carriers.awaitAll();
    }

    @Test
    void isForOneAtATime() {
        try (JdkScheduler _ = acquire()) {
            assertThat(JdkScheduler.acquire()).isNull();
        }
        acquire().close();
    }

    @Test
    void hasAQueueWhileMoreThreadsRunThanThereAreCarriers() {
        try (JdkScheduler scheduler = acquire()) {
            for (int i = 0; i <= Carriers.max(); i++) {
                Thread.startVirtualThread(this::compute);
            }
            Patience.await().until(scheduler::hasQueue);
        }
    }

    private void compute() {
        while (!carriers.isOver()) {
            Thread.onSpinWait();
        }
    }
}
