package dev.weir.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the bytes and operations of one connection. A stream has one reader and one writer at a time, so each counter has one
 * writing thread: counting is a plain addition and an opaque store, a few nanoseconds. Any thread may read.
 */
abstract sealed class TransferCounters permits SampledCounters {

    private static final VarHandle READ = counter("read");
    private static final VarHandle WRITTEN = counter("written");
    private static final VarHandle READS = counter("reads");
    private static final VarHandle WRITES = counter("writes");

    private long read;
    private long written;
    private long reads;
    private long writes;

    private static VarHandle counter(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(TransferCounters.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Application bytes read from the socket so far. */
    public final long bytesRead() {
        return (long) READ.getOpaque(this);
    }

    /** Application bytes written to the socket so far. */
    public final long bytesWritten() {
        return (long) WRITTEN.getOpaque(this);
    }

    /** Reads begun plus reads ended on the socket so far; see {@link #isInProgress}. */
    public final long readOperations() {
        return (long) READS.getOpaque(this);
    }

    /** Writes begun plus writes ended on the socket so far; see {@link #isInProgress}. */
    public final long writeOperations() {
        return (long) WRITES.getOpaque(this);
    }

    /** Whether {@link #readOperations} or {@link #writeOperations} had this value while an operation was in progress. */
    public static boolean isInProgress(long operations) {
        return (operations & 1) == 1;
    }

    final void addBytesRead(int bytes) {
        READ.setOpaque(this, read + bytes);
    }

    final void countWritten(int bytes) {
        WRITTEN.setOpaque(this, written + bytes);
    }

    /** Counts the beginning or the end of a read. */
    final void countReadOperation() {
        READS.setOpaque(this, reads + 1);
    }

    /** Counts the beginning or the end of a write. */
    final void countWriteOperation() {
        WRITES.setOpaque(this, writes + 1);
    }
}
