package dev.weir.observe;

/**
 * What is learnt of a connection by looking at its counters at intervals, at no cost when bytes pass: when the last byte passed,
 * how long a write has been blocked, and the bytes per second. One thread samples all connections, any thread may read. Each time
 * is known to within one interval.
 */
abstract sealed class SampledCounters extends TransferCounters permits ObservedConnection {

    private final long startNanos = System.nanoTime();
    private volatile long sampledBytes;
    private volatile long activeNanos = startNanos;
    private volatile long sampledWrites;
    private volatile long writeNanos = startNanos;

    /** Bytes at the last rate. */
    private volatile long ratedRead;

    private volatile long ratedWritten;

    /** Half the size of a double: there is one for each idle connection too, and seven digits are enough. */
    private volatile float readRate;

    private volatile float writtenRate;

    /** Nanoseconds since the accept. */
    public final long ageNanos() {
        return ageNanos(System.nanoTime());
    }

    /** Nanoseconds from the accept to {@code nowNanos}, a value of {@link System#nanoTime}. */
    public final long ageNanos(long nowNanos) {
        return nowNanos - startNanos;
    }

    /** Looks at what has happened since the last call; for the one thread that samples all connections at intervals. */
    public final void sampleActivity(long nowNanos) {
        long bytes = bytesRead() + bytesWritten();
        if (bytes != sampledBytes) {
            // In this order: a reader that sees these bytes as sampled also sees when.
            activeNanos = nowNanos;
            sampledBytes = bytes;
        }
        long writes = writeOperations();
        if (writes != sampledWrites) {
            writeNanos = nowNanos;
            sampledWrites = writes;
        }
    }

    /** Excludes time from the idle time; for the thread that calls {@link #sampleActivity}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread only.
    public final void skipIdle(long nanos) {
        activeNanos += nanos;
    }

    /** Excludes time in which this process did not run from all times; for the thread that calls {@link #sampleActivity}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread only.
    public final void skip(long nanos) {
        skipIdle(nanos);
        writeNanos += nanos;
    }

    /** Nanoseconds since a byte last passed in either direction, or since the accept; see {@link #sampleActivity}. */
    public final long idleNanos(long nowNanos) {
        return bytesRead() + bytesWritten() == sampledBytes ? Math.max(0, nowNanos - activeNanos) : 0;
    }

    /** Nanoseconds for which the write in progress has been blocked; 0 if there is none; see {@link #sampleActivity}. */
    public final long blockedNanos(long nowNanos) {
        long writes = writeOperations();
        return isInProgress(writes) && writes == sampledWrites ? Math.max(0, nowNanos - writeNanos) : 0;
    }

    /**
     * Computes the rates from the bytes since the last call; for the thread that calls {@link #sampleActivity}.
     *
     * @param elapsedNanos time since the last call; for a connection that is younger, its first rates are too low by that much
     */
    final void sampleRate(long elapsedNanos) {
        long read = bytesRead();
        long written = bytesWritten();
        setRates(perSecond(read - ratedRead, elapsedNanos), perSecond(written - ratedWritten, elapsedNanos));
        if (read != ratedRead) {
            ratedRead = read;
        }
        if (written != ratedWritten) {
            ratedWritten = written;
        }
    }

    /** Writes no memory for a connection that is idle, and those are most of many. */
    private void setRates(float read, float written) {
        if (read != readRate) {
            readRate = read;
        }
        if (written != writtenRate) {
            writtenRate = written;
        }
    }

    private static float perSecond(long bytes, long nanos) {
        return (float) ListenerActivity.perSecond(bytes, nanos);
    }

    /** Application bytes read from the socket as of the last rates. */
    final long ratedRead() {
        return ratedRead;
    }

    /** Application bytes written to the socket as of the last rates. */
    final long ratedWritten() {
        return ratedWritten;
    }

    /** Application bytes per second read from the socket in the last whole second. */
    public final long readRate() {
        return Math.round((double) readRate);
    }

    /** Application bytes per second written to the socket in the last whole second. */
    public final long writtenRate() {
        return Math.round((double) writtenRate);
    }
}
