package dev.weir.test;

import static org.awaitility.Awaitility.await;

import dev.weir.frame.FrameError;
import dev.weir.observe.CloseCause;
import dev.weir.observe.FrameDirection;
import dev.weir.observe.FrameStatistics;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.RejectReason;
import dev.weir.server.StreamListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on a listener's counts since its application started. Each waits until its count is reached. */
public final class ListenerAssert extends AbstractAssert<ListenerAssert, StreamListener> {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private Duration limit = TcpTestClient.DEADLINE;

    ListenerAssert(StreamListener actual) {
        super(actual, ListenerAssert.class);
    }

    /** Limits the waits that follow; {@link TcpTestClient#DEADLINE} by default. */
    public ListenerAssert within(Duration time) {
        limit = time;
        return this;
    }

    /** Connections that were accepted and admitted. */
    public ListenerAssert hasAccepted(long connections) {
        return has("accepted connections", connections, () -> statistics().accepted());
    }

    /** Connections that are open. */
    public ListenerAssert hasOpen(long connections) {
        return has("open connections", connections, () -> (long) statistics().active());
    }

    /** Connections that have ended, whatever the cause. */
    public ListenerAssert hasClosed(long connections) {
        return has("closed connections", connections, () -> statistics().closed());
    }

    /** Connections that ended for this cause. */
    public ListenerAssert hasClosed(CloseCause cause, long connections) {
        return has(
                "connections closed by " + cause.label(),
                connections,
                () -> statistics().closed(cause));
    }

    /** Connections that were not admitted, for this reason. */
    public ListenerAssert hasRejected(RejectReason reason, long connections) {
        return has(
                "connections rejected for " + reason.label(),
                connections,
                () -> statistics().rejectedFor(reason));
    }

    /** Bytes that came from clients. */
    public ListenerAssert hasRead(long bytes) {
        return has("bytes read", bytes, () -> statistics().bytesRead());
    }

    /** Bytes that went to clients. */
    public ListenerAssert hasWritten(long bytes) {
        return has("bytes written", bytes, () -> statistics().bytesWritten());
    }

    /** Messages in one direction; only a listener with {@code framing} has some. */
    public ListenerAssert hasFrames(FrameDirection direction, long frames) {
        return has("frames " + direction.label(), frames, () -> frames().frames(direction));
    }

    /** Messages that ended their connection, for this reason; only a listener with {@code framing} has some. */
    public ListenerAssert hasRejectedFrames(FrameError reason, long frames) {
        return has("frames rejected as " + reason, frames, () -> frames().rejectedFor(reason));
    }

    private ListenerAssert has(String what, long expected, Supplier<Long> count) {
        isNotNull();
        await().atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .untilAsserted(() -> Assertions.assertThat(count.get())
                        .as(what + " of listener " + actual.name())
                        .isEqualTo(expected));
        return this;
    }

    private ListenerStatistics statistics() {
        return actual.statistics();
    }

    private FrameStatistics frames() {
        FrameStatistics frames = statistics().frames();
        if (frames == null) {
            throw new IllegalStateException("listener " + actual.name() + " has no framing, and so no frames");
        }
        return frames;
    }
}
