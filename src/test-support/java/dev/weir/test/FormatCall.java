package dev.weir.test;

import com.sun.management.ThreadMXBean;
import dev.weir.frame.Found;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.stream.Buffers;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Calls a format, and checks what holds for every call: see {@link FrameFormat#find}. */
final class FormatCall {

    /** Bytes of other content before and after those that the format may look at. */
    private static final int MARGIN = 8;

    private static final byte FOREIGN = (byte) 0xEE;

    /** Memory that a call may allocate beyond the maximum, in bytes: an exception with its stack trace. */
    private static final int MAX_ALLOCATION = 64 * 1024;

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FrameFormat format;
    private volatile byte[] input = {};
    private ByteBuffer offHeap = Buffers.EMPTY;
    private int calls;

    FormatCall(FrameFormat format) {
        this.format = format;
    }

    /** The bytes of the last call. */
    byte[] lastInput() {
        return input;
    }

    /** @param before what an earlier call for the same frame has returned */
    Found find(byte[] bytes, int begin, int end, Found.Incomplete before) throws FrameException {
        input = Arrays.copyOfRange(bytes, begin, end);
        Answer fresh = call(0);
        Answer continued = before.scanned() == 0 ? fresh : call(before.scanned());
        if (!fresh.isLike(continued)) {
            throw fault(
                    "find(..., 0) returned " + fresh + ", but with scanned = " + before.scanned() + " " + continued);
        }
        if (continued.rejected != null) {
            throw continued.rejected;
        }
        Found found = continued.found();
        if (found instanceof Found.Incomplete(int scanned, int atLeast)) {
            if (scanned > input.length) {
                throw fault("scanned = " + scanned + " of " + input.length + " bytes");
            }
            if (atLeast <= input.length) {
                throw fault("atLeast = " + atLeast + ", but " + input.length + " bytes were incomplete");
            }
        } else if (input.length < before.atLeast()) {
            throw fault("atLeast was " + before.atLeast() + ", but " + input.length + " bytes suffice for " + found);
        }
        return found;
    }

    Found findLast(byte[] bytes, int begin) throws FrameException {
        input = Arrays.copyOfRange(bytes, begin, bytes.length);
        Answer last = answer(buffer -> format.findLast(buffer));
        if (last.rejected != null) {
            throw last.rejected;
        }
        return last.found();
    }

    private Answer call(int scanned) {
        return answer(buffer -> format.find(buffer, scanned));
    }

    private Answer answer(Call call) {
        ByteBuffer buffer = buffer();
        ByteBuffer original = buffer.duplicate();
        long allocated = MEMORY.getCurrentThreadAllocatedBytes();
        Answer answer = answer(call, buffer);
        allocated = MEMORY.getCurrentThreadAllocatedBytes() - allocated;
        if (buffer.position() != original.position() || buffer.limit() != original.limit()) {
            throw fault("the buffer's position or limit was changed");
        }
        if (!original.equals(ByteBuffer.wrap(input))) {
            throw fault("the received bytes were changed");
        }
        if (allocated > format.max() + MAX_ALLOCATION) {
            requireLittleMemory(call);
        }
        return answer;
    }

    /** The first call may have loaded classes; the second must not allocate much. */
    private void requireLittleMemory(Call call) {
        ByteBuffer buffer = buffer();
        long allocated = MEMORY.getCurrentThreadAllocatedBytes();
        answer(call, buffer);
        allocated = MEMORY.getCurrentThreadAllocatedBytes() - allocated;
        if (allocated > format.max() + MAX_ALLOCATION) {
            throw fault("a call has allocated " + allocated + " bytes, and the maximum is " + format.max());
        }
    }

    private Answer answer(Call call, ByteBuffer buffer) {
        try {
            return new Answer(call.on(buffer), null);
        } catch (FrameException e) {
            return new Answer(null, e);
        } catch (RuntimeException | Error e) {
            AssertionError fault = fault("only a FrameException may be thrown, not " + e);
            fault.initCause(e);
            throw fault;
        }
    }

    /** Returns the input in a buffer: on the heap, off the heap or read-only in turn, and never at its beginning. */
    private ByteBuffer buffer() {
        calls++;
        int capacity = input.length + 2 * MARGIN;
        ByteBuffer buffer = calls % 3 == 0 ? direct(capacity) : ByteBuffer.allocate(capacity);
        for (int i = 0; i < MARGIN; i++) {
            buffer.put(i, FOREIGN).put(MARGIN + input.length + i, FOREIGN);
        }
        buffer.put(MARGIN, input).limit(MARGIN + input.length).position(MARGIN);
        return calls % 3 == 1 ? buffer.asReadOnlyBuffer() : buffer;
    }

    private ByteBuffer direct(int capacity) {
        if (offHeap.capacity() < capacity) {
            offHeap = ByteBuffer.allocateDirect(2 * capacity);
        }
        return offHeap.clear();
    }

    private AssertionError fault(String message) {
        return new AssertionError(message + HexDump.of(input));
    }

    @FunctionalInterface
    private interface Call {
        Found on(ByteBuffer buffer) throws FrameException;
    }

    /** Either is {@code null}. */
    private record Answer(
            @Nullable Found nullableFound, @Nullable FrameException rejected) {

        Found found() {
            if (nullableFound == null) {
                throw new IllegalStateException("rejected");
            }
            return nullableFound;
        }

        boolean isLike(Answer other) {
            return rejected == null
                    ? isFoundLike(other)
                    : other.rejected != null && rejected.error() == other.rejected.error();
        }

        /** Of incomplete frames, the numbers may differ. */
        private boolean isFoundLike(Answer other) {
            return nullableFound instanceof Found.Incomplete
                    ? other.nullableFound instanceof Found.Incomplete
                    : nullableFound != null && nullableFound.equals(other.nullableFound);
        }

        @Override
        public String toString() {
            return rejected == null ? String.valueOf(nullableFound) : rejected.toString();
        }
    }
}
