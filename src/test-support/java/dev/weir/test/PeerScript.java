package dev.weir.test;

import dev.weir.stream.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A script to be run once; its deadline begins when it is created. */
final class PeerScript {

    private final List<PeerStep> steps;
    private final Duration limit;
    private final Deadline deadline;

    PeerScript(List<PeerStep> steps, Duration limit) {
        this.steps = List.copyOf(steps);
        this.limit = limit;
        this.deadline = Deadline.after(limit);
    }

    Duration limit() {
        return limit;
    }

    /** Until the deadline; at least a nanosecond, with which a wait fails at once. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadline.remainingNanos()));
    }

    boolean resets() {
        return !steps.isEmpty() && steps.getLast() instanceof PeerStep.Resets;
    }

    /**
     * Takes the steps, and ends the direction.
     *
     * @throws AssertionError that names the step that failed
     */
    void play(TcpTestClient peer) {
        for (int i = 0; i < steps.size(); i++) {
            PeerStep step = steps.get(i);
            check("step %d (%s)".formatted(i + 1, step), () -> take(step, peer.within(remaining())));
        }
        if (!resets()) {
            check("after the last step", peer::endsInput);
        }
    }

    /** Expects the end of the other side, unless the script has reset it. */
    void expectEnd(TcpTestClient peer) {
        if (!resets()) {
            check("after the last step", peer.within(remaining())::thenEnds);
        }
    }

    private static void take(PeerStep step, TcpTestClient peer) {
        switch (step) {
            case PeerStep.Sends(ByteBuffer bytes) -> peer.send(Bytes.copyOf(bytes));
            case PeerStep.Expects(ByteBuffer bytes) -> peer.receives(Bytes.copyOf(bytes));
            case PeerStep.Ends() -> peer.endsInput();
            case PeerStep.Resets() -> peer.resets();
            case PeerStep.ExpectsEnd() -> peer.thenEnds();
        }
    }

    private static void check(String what, Runnable step) {
        try {
            step.run();
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
