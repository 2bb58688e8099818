package dev.weir.stream;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntermissionTests {

    @Test
    void threadsThatJoinGoOnWithTheOneThatBegins() throws Exception {
        var intermission = new Intermission(System.nanoTime());
        var joined = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                if (intermission.join()) {
                    joined.incrementAndGet();
                }
            }));
        }
        await().until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        assertThat(joined).hasValue(0);
        Thread.startVirtualThread(intermission::begin);
        for (Thread thread : threads) {
            assertThat(thread.join(DEADLINE)).isTrue();
        }
        assertThat(joined).hasValue(100);
    }

    /** Whoever comes while it ends has joined and is woken, or is too late and goes on. */
    @RepeatedTest(200)
    void nobodyIsLeftBehind() throws Exception {
        var intermission = new Intermission(System.nanoTime());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            threads.add(
                    i == 25
                            ? Thread.startVirtualThread(intermission::begin)
                            : Thread.startVirtualThread(() -> {
                                boolean _ = intermission.join();
                            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(DEADLINE)).isTrue();
        }
    }

    @Test
    void isNotJoinedWhenItIsOver() {
        assertThat(Intermission.ended(System.nanoTime()).join()).isFalse();
    }

    @Test
    void anInterruptedThreadLeavesItAndKeepsItsFlag() throws Exception {
        var intermission = new Intermission(System.nanoTime());
        var interrupted = new AtomicInteger();
        Thread thread = Thread.startVirtualThread(() -> {
            boolean _ = intermission.join();
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        assertThat(thread.join(DEADLINE)).isTrue();
        assertThat(interrupted).hasValue(1);
    }
}
