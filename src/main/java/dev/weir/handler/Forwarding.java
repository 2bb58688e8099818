package dev.weir.handler;

import dev.weir.observe.ObservedConnection;
import dev.weir.upstream.UpstreamConnection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection that is being forwarded, from before its target is connected to its end. */
final class Forwarding {

    /** Time between two looks at what has been passed on. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable UpstreamConnection connection;

    void connected(UpstreamConnection to) {
        connection = to;
    }

    void ended() {
        end.countDown();
    }

    /**
     * Waits until the target has taken everything that the client has sent: until it is connected and no write to it has been in
     * progress for a while, so that the next bytes can only be the client's.
     *
     * @return false if the forwarding has ended before
     */
    boolean awaitPassedOn() throws InterruptedException {
        long before = writes();
        while (!end.await(STEP.toNanos(), TimeUnit.NANOSECONDS)) {
            long writes = writes();
            if (writes >= 0 && writes == before && !ObservedConnection.isInProgress(writes)) {
                return true;
            }
            before = writes;
        }
        return false;
    }

    /** Changes with every write to the target; -1 while there is none. */
    private long writes() {
        UpstreamConnection to = connection;
        return to == null ? -1 : to.observed().writeOperations();
    }
}
