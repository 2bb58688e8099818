package dev.weir.stream;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that a task has moved. */
final class Progress {

    /** A task that has not moved a byte for so long is blocked. */
    private static final Duration REST = Duration.ofMillis(300);

    private final AtomicLong count = new AtomicLong();

    void add(int bytes) {
        count.addAndGet(bytes);
    }

    long count() {
        return count.get();
    }

    /** Returns once the count no longer changes. */
    void awaitRest() {
        await().atMost(Background.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .during(REST)
                .until(new Steady()::check);
    }

    private final class Steady {
        private long last = -1;

        boolean check() {
            long now = count.get();
            boolean steady = now == last && now > 0;
            last = now;
            return steady;
        }
    }
}
