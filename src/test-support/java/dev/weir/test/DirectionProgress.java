package dev.weir.test;

import dev.weir.stream.Deadline;
import java.util.concurrent.TimeUnit;

/** How far one direction of a connection with faults has come. One thread at a time. */
final class DirectionProgress {

    /** With a bandwidth, a call moves the bytes of this part of a second at most, so that they come evenly. */
    private static final int PARTS_OF_A_SECOND = 20;

    private final DirectionFaults faults;
    private long passed;
    private int segment;
    private int passedOfSegment;
    private long freeAtNanos = System.nanoTime();

    DirectionProgress(DirectionFaults faults) {
        this.faults = faults;
    }

    DirectionFaults.Kind cutKind() {
        return faults.cut().kind();
    }

    boolean isCut() {
        return passed >= faults.cut().after();
    }

    boolean isResetDue() {
        return isCut() && cutKind() == DirectionFaults.Kind.RESET;
    }

    boolean delays() {
        return faults.delay();
    }

    /** Returns how many bytes the next call may move, at least one. Not if the direction is cut. */
    int limit(int wanted) {
        long limit = Math.min(wanted, faults.cut().after() - passed);
        if (!faults.segments().isEmpty()) {
            limit = Math.min(limit, faults.segments().get(segment) - passedOfSegment);
        }
        if (faults.bytesPerSecond() > 0) {
            limit = Math.min(limit, Math.max(1, faults.bytesPerSecond() / PARTS_OF_A_SECOND));
        }
        return (int) limit;
    }

    void pass(int count) {
        passed += count;
        passedOfSegment += count;
        if (!faults.segments().isEmpty() && passedOfSegment == faults.segments().get(segment)) {
            passedOfSegment = 0;
            segment = Math.min(segment + 1, faults.segments().size() - 1);
        }
    }

    /** Returns when bytes that begin their way now arrive. */
    Deadline arrival(int count) {
        long now = System.nanoTime();
        long wait = Math.max(0, freeAtNanos - now);
        if (faults.bytesPerSecond() > 0) {
            wait += TimeUnit.SECONDS.toNanos(count) / faults.bytesPerSecond();
        }
        freeAtNanos = now + wait;
        return Deadline.afterNanos(Math.max(1, wait + faults.latencyNanos()));
    }
}
