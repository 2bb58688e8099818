package dev.weir.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.stream.FairYield;
import dev.weir.testing.Patience;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarrierControlTests {

    private final VirtualThreadSchedulerMXBean jdk =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final int max = jdk.getParallelism();
    private volatile boolean over;

    @BeforeEach
    void severalCarriers() {
        assumeTrue(max > 1, "one processor has one carrier");
    }

    @AfterEach
    void endThreads() {
        over = true;
    }

    @Test
    void needsOneCarrierForThreadsThatMostlyWait() {
        startThreadsThatMostlyWait();
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            awaitCarriers(1);
        }
        assertThat(jdk.getParallelism()).isEqualTo(max);
    }

    @Test
    void addsCarriersForThreadsThatQueueBehindOthersThatCompute() throws InterruptedException {
        startThreadsThatMostlyWait();
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            awaitCarriers(1);
            var computing = new CountDownLatch(max);
            for (int i = 0; i < max; i++) {
                Thread.startVirtualThread(() -> {
                    computing.countDown();
                    while (!over) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertThat(computing.await(Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                    .as("each of as many threads as there are processors runs, though none of them yields")
                    .isTrue();
            assertThat(jdk.getParallelism()).isEqualTo(max);
        }
    }

    @Test
    void addsCarriersForThreadsThatYieldAndWaitLong() {
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            awaitCarriers(1);
            for (int i = 0; i < 20; i++) {
                Thread.startVirtualThread(this::computeAndYield);
            }
            awaitCarriers(max);
        }
    }

    private void computeAndYield() {
        var fairYield = new FairYield();
        while (!over) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            fairYield.yieldToOthers();
        }
    }

    @Test
    void adjustsForOneApplicationOfAProcessAtATime() {
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            awaitCarriers(1);
            try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
                assertThat(jdk.getParallelism()).isEqualTo(1);
            }
            assertThat(jdk.getParallelism()).isEqualTo(1);
        }
        assertThat(jdk.getParallelism()).isEqualTo(max);
    }

    private void startThreadsThatMostlyWait() {
        for (int i = 0; i < 50; i++) {
            Thread.startVirtualThread(() -> {
                while (!over) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            });
        }
    }

    private void awaitCarriers(int carriers) {
        Patience.await().untilAsserted(() -> assertThat(jdk.getParallelism()).isEqualTo(carriers));
    }
}
