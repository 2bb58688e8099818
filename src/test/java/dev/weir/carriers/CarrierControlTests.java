package dev.weir.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.stream.FairYield;
import dev.weir.testing.Patience;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class CarrierControlTests {

    private final Carriers carriers = new Carriers();

    @BeforeEach
    void severalCarriers() {
        assumeTrue(Carriers.max() > 1, "one processor has one carrier");
    }

    @AfterEach
    void endThreads() {
        carriers.close();
    }

    /** On a machine with other work threads may be late, and more carriers come. */
    @Test
    void needsOneCarrierForThreadsThatMostlyWait() throws InterruptedException {
        Patience.await().until(() -> {
            try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
                return carriers.isOne();
            }
        });
        carriers.awaitAll();
    }

    @RepeatedTest(5)
    void addsCarriersForThreadsThatQueueBehindOthersThatCompute() throws InterruptedException {
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            carriers.awaitAll();
        }
    }

    @Test
    void addsCarriersForThreadsThatYieldAndWaitLong() throws InterruptedException {
        try (var _ = CarrierControl.start(FairYield::takeLongestWait)) {
            for (int i = 0; i < 20; i++) {
                Thread.startVirtualThread(this::computeAndYield);
            }
            carriers.awaitAll();
        }
    }

    private void computeAndYield() {
        var fairYield = new FairYield();
        while (!carriers.isOver()) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            fairYield.yieldToOthers();
        }
    }

    @Test
    void leavesTheCarriersToTheApplicationThatStartedFirst() {
        JdkScheduler first = JdkScheduler.acquire();
        assertThat(first).isNotNull();
        try (first) {
            CarrierControl.start(FairYield::takeLongestWait).close();
            first.setCarriers(1);
            carriers.awaitOne();
        }
    }
}
